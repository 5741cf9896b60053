import { withLane } from "#views/inspector/lane-terms.ts";
import type { CursorCommand, LookCommand } from "./command.ts";
import type { InspectorModel } from "./inspector-model.ts";

/** Does to the model what a command asks. `now` is the time of the frame. */
export function perform(model: InspectorModel, command: CursorCommand, now: number): void {
  switch (command.do) {
    case "apply":
      return model.apply(command.query);
    case "seek":
      return model.seek(model.index.positionOf(command.sequence));
    case "step":
      return model.step(command.direction, command.landmark);
    case "match":
      return model.stepToMatch(command.direction, now);
    case "edge":
      return command.of === "first" ? model.seek(0) : model.follow();
    case "shift":
      return model.seek(model.index.positionAt(model.index.time(model.at) + command.by));
    case "scrub": {
      const { scale } = model.study(now);
      return model.scrub(scale.time(command.part * scale.length));
    }
    case "release":
    case "pause":
      return model.seek(model.at);
    default:
      return performOnLook(model, command, now);
  }
}

function performOnLook(model: InspectorModel, command: LookCommand, now: number): void {
  const { idle, side, path, q } = model.settings;
  switch (command.do) {
    case "play":
      return model.togglePlay();
    case "idle":
      return model.change({ idle: idle === "skip" ? "show" : "skip" });
    case "side":
      return model.change({ side: side === "before" ? "after" : "before" });
    case "path":
      return model.change({ path: path === "show" ? "hide" : "show" });
    case "lane":
      return model.change({ q: withLane(q, command.lane, command.how) });
    case "select":
      return model.select(command.from, command.to);
    case "zoom":
      return model.zoom(command.zoom, now);
    case "speed":
      return model.changeSpeed(command.step);
    case "search":
      return model.change({ q: command.q });
  }
}

import { describe, expect, it } from "vitest";

import { testRuntime } from "#runtime/test-runtime.ts";
import { CATALOGUE, describeCommands } from "./catalogue.ts";
import { dispatch } from "./dispatch.ts";

/** The commands of seed 003, in its order. */
const OF_SEED_003 = `
  submit_turn interrupt_turn resume_thread create_task update_task start_task append_task_progress
  pause_task resume_task cancel_task retry_task complete_task fail_task list_tasks get_task link_tasks
  unlink_tasks respond_action remove_queued_turn promote_queued_turn get_session get_thread_read
  get_tool_inventory spawn_subagent send_subagent_input wait_subagents resume_subagent close_subagent
  export_evidence export_replay evaluate_permission resolve_permission get_execution_environment
  write_process_stdin terminate_process list_subagents list_jobs get_job cancel_job create_job
  reconnect_channel ack_events export_review start_benchmark_trial record_benchmark_reward
  export_benchmark_trial compare_benchmark_runs
`
  .trim()
  .split(/\s+/);

/** An input that fits each command whose service does not exist. */
const FITTING: Readonly<Record<string, object>> = {
  pause_task: { task_id: "task_1", reason: "Lunch" },
  resume_task: { task_id: "task_1" },
  create_job: { title: "All files", items: ["a.md"] },
  list_jobs: {},
  get_job: { job_id: "job_1" },
  cancel_job: { job_id: "job_1" },
  reconnect_channel: { channel_id: "ch_1", cursor: "1.5" },
  ack_events: { channel_id: "ch_1", thread_id: "th_1", sequence: 5 },
  start_benchmark_trial: { dataset_id: "d", task_id: "t", configuration_id: "c" },
  record_benchmark_reward: { trial_id: "b_1", value: 1 },
  export_benchmark_trial: { trial_id: "b_1" },
  compare_benchmark_runs: { baseline_id: "b_1", candidate_id: "b_2" },
};

const ABSENT = CATALOGUE.filter(({ unavailable }) => unavailable !== undefined);

describe("the catalogue", () => {
  it("has every command of seed 003, each once", () => {
    const names = CATALOGUE.map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(OF_SEED_003));
    expect(new Set(names).size).toBe(names.length);
  });

  it("describes every command with the JSON Schema of an object, and says which can only refuse", () => {
    const { commands } = describeCommands();

    for (const { input } of Object.values(commands)) expect(input).toHaveProperty("type", "object");
    expect(commands["submit_turn"]).not.toHaveProperty("unavailable");
    expect(commands["create_job"]?.unavailable).toBe("batch jobs do not exist yet");
    expect(commands["create_job"]?.input).toMatchObject({ required: ["title", "items"] });
  });

  it.each(ABSENT.map(({ name }) => name))(
    "answers unavailable, with the reason, for %s",
    async (name) => {
      const { services } = await testRuntime();

      await expect(dispatch(name, FITTING[name], services)).rejects.toMatchObject({
        code: "unavailable",
        details: { reason: expect.stringMatching(/\w/) },
      });
      expect(await services.threads.list()).toEqual([]);
    },
  );

  it.each(ABSENT.map(({ name }) => name))("checks the input of %s all the same", async (name) => {
    const { services } = await testRuntime();

    const answer = dispatch(name, { colour: "red" }, services);

    await expect(answer).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("colour"),
    });
  });
});

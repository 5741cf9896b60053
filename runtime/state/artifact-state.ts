/** The newest version of a deliverable of a run. */
export interface ArtifactState {
  readonly artifact_id: string;
  readonly name: string;
  readonly version: number;
  readonly kind: "bundle" | "file";
  readonly title: string;
  readonly media_type: string;
  readonly content?: string;
  readonly height?: number;
  readonly sequence: number;
}

/** What a server looks after beside deadlines and effects, in the rounds of its worker. */
export interface Chore {
  readonly name: string;
  /** Whether there is anything to look at yet; asked often, so it reads nothing. */
  isDue(): boolean;
  run(): Promise<void>;
}

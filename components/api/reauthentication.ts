/** Asks the user to prove again who they are; false: they would rather not. */
type AskForProof = () => Promise<boolean>;

let ask: AskForProof | null = null;
let asked: Promise<boolean> | null = null;

/** The dialog of this page; null once it is gone. */
export function answerProofsWith(dialog: AskForProof | null): void {
  ask = dialog;
}

/** Of several calls that are refused at once, the first asks for all. */
export function askForProof(): Promise<boolean> {
  asked ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    asked = null;
  });
  return asked;
}

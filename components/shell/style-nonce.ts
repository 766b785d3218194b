/**
 * Dialogs and menus add a style sheet that keeps the page behind them from scrolling. The content security policy takes it
 * with the nonce of the page only, which their library looks for under this name.
 */
export function shareStyleNonce(): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  Object.assign(globalThis, { __webpack_nonce__: nonce });
}

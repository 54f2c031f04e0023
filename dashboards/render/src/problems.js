// What went wrong on the page, for the program that drives the browser.

const problems = [];

export function report(problem) {
  problems.push(String(problem));
}

export function forget() {
  problems.length = 0;
}

export function all() {
  return [...problems];
}

export function watch() {
  window.addEventListener('error', ({ message, error }) => report(error?.stack ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => report(reason?.stack ?? reason));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    report(`the page asked for ${blockedURI}, which ${violatedDirective} forbids`),
  );
}

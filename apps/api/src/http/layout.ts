import { Html, html } from './html.js';

export interface Layout {
  readonly title: string;
  /** Nonce of the page's one style element. */
  readonly nonce: string;
  readonly demonstration: boolean;
  readonly body: Html;
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #bbb;vertical-align:top}
.banner{background:#7a1f00;color:#fff;padding:.5rem 1rem;margin:0 -1rem;font-weight:600}.quiet{color:#4d4d4d}
form.in{max-width:22rem}label{display:block;margin:.6rem 0 .2rem}input{font:inherit;padding:.3rem;width:100%;box-sizing:border-box}
button{font:inherit;margin-top:.8rem;padding:.35rem 1rem}a{color:#003d99}code{overflow-wrap:anywhere}
`;

/** A whole page. In the demonstration each one says first that it is no finding. */
export function layout({ title, nonce, demonstration, body }: Layout): string {
  const banner = demonstration ? html`<p class="banner" role="note">DEMONSTRATION – not a finding of any body</p>` : null;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title} · Tregua</title>
        <style nonce="${nonce}">
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${banner}
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}

/** Posts to the accounts' own route; works without a script. */
export function signInForm(): Html {
  return html`<form class="in" method="post" action="/sign-in">
    <label for="name">Name</label><input id="name" name="name" autocomplete="username" required /> <label for="password">Password</label
    ><input id="password" name="password" type="password" autocomplete="current-password" required /> <button>Sign in</button>
  </form>`;
}

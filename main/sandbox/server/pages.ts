/** The pages a person sees while connecting: pick the company, allow or refuse. Plain HTML that works without scripts. */
import { createHash } from 'node:crypto';

export type Choice = { readonly realmId: string; readonly name: string };

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
fieldset { border: 1px solid #8888; border-radius: 8px; padding: 1rem; margin: 1rem 0; }
label { display: block; padding: .35rem 0; }
button { font: inherit; padding: .6rem 1.2rem; border-radius: 8px; border: 1px solid #2ca01c; cursor: pointer; }
button.allow { background: #1d7a10; color: #fff; }
button.refuse { background: transparent; color: inherit; border-color: #8888; }
.note { color: #777; font-size: .9rem; }
`;

/** The pages' only style sheet, allowed by its hash. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export const PAGE_HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

function quoted(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${quoted(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body>
</html>`;
}

export function consentPage(
  companies: readonly Choice[],
  hidden: Readonly<Record<string, string>>,
  app: string,
): string {
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${quoted(name)}" value="${quoted(value)}">`)
    .join('');
  const choices = companies
    .map(
      (company, index) =>
        `<label><input type="radio" name="realmId" value="${quoted(company.realmId)}"${index === 0 ? ' checked' : ''}> ${quoted(company.name)} <span class="note">(${quoted(company.realmId)})</span></label>`,
    )
    .join('');
  return page(
    'Connect a sandbox company',
    `<h1>Connect ${quoted(app)} to QuickBooks</h1>
<p>This is the <strong>sandbox</strong>: a company that lives on this computer. Nothing here reaches Intuit.</p>
<form method="post" action="/connect/oauth2">${fields}
<fieldset><legend>Company</legend>${choices}</fieldset>
<p>The app will be able to read and change this company's books.</p>
<p><button class="allow" type="submit" name="decision" value="allow">Allow</button>
<button class="refuse" type="submit" name="decision" value="refuse">Refuse</button></p>
</form>`,
  );
}

/** Shown instead of a redirect when the address to return to is not one the app registered. */
export function mismatchPage(): string {
  return page(
    "Uh oh, there's a connection problem",
    `<h1>Uh oh, there&#39;s a connection problem</h1>
<p>The <code>redirect_uri</code> query parameter value is invalid. Make sure it is listed in the Redirect URIs section on your app&#39;s keys tab.</p>`,
  );
}

export function problemPage(text: string): string {
  return page(
    "Uh oh, there's a connection problem",
    `<h1>Uh oh, there&#39;s a connection problem</h1><p>${quoted(text)}</p>`,
  );
}

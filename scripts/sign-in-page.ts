import type { SignInRole } from './sign-in-server.ts'

const WORDS = {
  customer: {
    title: 'Sign in as a customer',
    lead: 'This stands in for the shop’s real sign-in. Take any name: whoever comes back with the same name is the same customer.',
    subject: 'alice',
  },
  staff: {
    title: 'Sign in as staff',
    lead: 'This stands in for your company’s real sign-in. Take any name, and choose what it may do.',
    subject: 'ada',
  },
} as const

/** The development issuer's one page. Without script; scopes are words and colons, nothing is escaped that needs it. */
export function signInPage(role: SignInRole, scope: string): string {
  const { title, lead, subject } = WORDS[role]
  const scopes = scope.split(' ').filter((one) => /^[a-z]+:[a-z]+$/.test(one))
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  *{box-sizing:border-box}
  body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;font:1rem/1.55 system-ui,sans-serif;color:#22201c;background:#f4f1ea}
  main{width:100%;max-width:27rem;background:#fff;border:1px solid #e4dfd4;border-radius:1rem;padding:2rem}
  .tag{display:inline-block;font-size:.8125rem;padding:.15rem .6rem;border-radius:1rem;background:#f6ead2;color:#6b4a00}
  h1{font-size:1.5rem;line-height:1.2;margin:.75rem 0 .5rem}
  p{margin:0 0 1.25rem;color:#5c574d}
  label,legend{display:block;font-weight:600;margin-bottom:.375rem}
  input[type=text]{width:100%;font:inherit;padding:.7rem .8rem;border:1px solid #8b8577;border-radius:.5rem}
  fieldset{border:0;padding:0;margin:1.25rem 0 0}
  .scopes{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.25rem .75rem}
  .scopes label{font-weight:400;font-size:.9375rem;margin:0;display:flex;gap:.5rem;align-items:center;padding:.2rem 0}
  .actions{display:flex;gap:.75rem;margin-top:1.5rem}
  button{font:inherit;font-weight:600;padding:.7rem 1.25rem;border-radius:.5rem;border:1px solid #22201c;background:#fff;color:#22201c;cursor:pointer}
  button.main{flex:1;background:#22201c;color:#fff}
  :focus-visible{outline:3px solid #b4552d;outline-offset:2px}
</style>
<main>
  <span class="tag">Development only</span>
  <h1>${title}</h1>
  <p>${lead}</p>
  <form method="post">
    <label for="subject">Name</label>
    <input id="subject" name="subject" type="text" value="${subject}" maxlength="255" required autofocus autocomplete="off" spellcheck="false">
    ${scopes.length === 0 ? '' : `<fieldset><legend>May do</legend><div class="scopes">${scopes.map((one) => `<label><input type="checkbox" name="scope" value="${one}" checked> ${one}</label>`).join('')}</div></fieldset>`}
    <div class="actions"><button class="main" name="sign-in" value="1">Sign in</button><button name="cancel" value="1" formnovalidate>Cancel</button></div>
  </form>
</main>
</html>
`
}

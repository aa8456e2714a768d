/** What people are shown where nothing is. */
export const missingPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 18vh auto; padding: 0 1.5rem; color: #1d2733; background: #fbfaf7 }
  a { color: #1f5f8b }
</style>
<h1>There is nothing here</h1>
<p>The address may be mistyped, or what was here has gone.</p>
<p><a href="/">To the shop</a></p>
</html>
`

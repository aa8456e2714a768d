export default {
  async fetch(req: Request, env: any) {
    const seg = [...new Intl.Segmenter('ja', { granularity: 'word' }).segment('銅のやかんと急須')].map((s) => s.segment)
    let v = ''
    try { await env.SEARCH.exec("create virtual table if not exists f using fts5(t, content='', contentless_delete=1)"); v='ok' } catch (e) { v = String(e) }
    await env.PUBLISH.send({a:1})
    return Response.json({ seg, v, env: Object.keys(env) })
  },
  async queue(b: any) { console.log('queue', b.queue, b.messages.length) },
  async scheduled() { console.log('cron') },
}

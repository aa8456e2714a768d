const ENGLISH = `a an and are as at be by for from has have i in is it its my not of on one or our that the their this to
  was we were will with without you your no`
const GERMAN = `aus bei das dem den der des die ein eine einem einen einer es für fur im in ist mit nach oder ohne sich sie und
  von vom zu zum zur auf an als auch kein keine`
const JAPANESE = 'の は が を に で と も や へ から まで より な だ です ます'
const CHINESE = '的 了 和 是 在 与 及'

/** Words that say little about a thing: listings need not have them, and they weigh less. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, GERMAN, JAPANESE, CHINESE].join(' ').split(/\s+/),
)

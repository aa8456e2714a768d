import type { Category } from './build.ts'

export const categories: Category[] = [
  {
    handle: 'kitchen',
    en: `Kitchen
      Pans, boards and bowls that get better with use.`,
    de: `Küche
      Pfannen, Bretter und Schüsseln, die mit dem Gebrauch nur schöner werden.`,
    ja: `キッチン
      使うほどに味わいの増す、鍋やまな板、うつわ。`,
  },
  {
    handle: 'cookware',
    parent: 'kitchen',
    en: `Cookware & Baking
      For the stove, the oven and the worktop.`,
    de: `Kochen & Backen
      Für Herd, Ofen und Arbeitsplatte.`,
    ja: `調理・製菓道具
      コンロにも、オーブンにも、作業台にも。`,
  },
  {
    handle: 'tableware',
    parent: 'kitchen',
    en: `Tableware
      Stoneware and wood for everyday meals.`,
    de: `Geschirr
      Steinzeug und Holz für jeden Tag.`,
    ja: `テーブルウェア
      毎日の食卓のための、陶器と木のうつわ。`,
  },
  {
    handle: 'tea-coffee',
    en: `Tea & Coffee
      Leaves, beans, and the tools to brew them well.`,
    de: `Tee & Kaffee
      Blätter, Bohnen und alles, was man zum Aufbrühen braucht.`,
    ja: `お茶・コーヒー
      茶葉とコーヒー豆、そしておいしく淹れるための道具。`,
  },
  {
    handle: 'tea',
    parent: 'tea-coffee',
    en: `Tea
      Black, green and herbal, packed in small batches.`,
    de: `Tee
      Schwarz, grün und aus Kräutern, in kleinen Mengen abgepackt.`,
    ja: `お茶
      紅茶、緑茶、ハーブティーを少量ずつ袋詰め。`,
  },
  {
    handle: 'coffee',
    parent: 'tea-coffee',
    en: `Coffee
      Roasted on Tuesdays, shipped on Wednesdays.`,
    de: `Kaffee
      Dienstags geröstet, mittwochs verschickt.`,
    ja: `コーヒー
      火曜日に焙煎し、水曜日に発送します。`,
  },
  {
    handle: 'brewing',
    parent: 'tea-coffee',
    en: `Brewing
      Pots, drippers and grinders.`,
    de: `Zubereitung
      Kannen, Handfilter und Mühlen.`,
    ja: `抽出器具
      急須、ドリッパー、ミルなど。`,
  },
  {
    handle: 'stationery',
    en: `Stationery & Books
      Paper, ink and things worth reading.`,
    de: `Schreibwaren & Bücher
      Papier, Tinte und Lesenswertes.`,
    ja: `文房具・本
      紙とインク、そして読みたくなる本。`,
  },
  {
    handle: 'paper',
    parent: 'stationery',
    en: `Notebooks & Paper
      Sewn bindings and paper that takes ink.`,
    de: `Notizbücher & Papier
      Fadengeheftet und auf tintenfestem Papier.`,
    ja: `ノート・紙もの
      糸かがり綴じと、インクのにじまない紙。`,
  },
  {
    handle: 'writing',
    parent: 'stationery',
    en: `Pens & Ink
      Everything for a handwritten letter.`,
    de: `Stifte & Tinte
      Alles für den handgeschriebenen Brief.`,
    ja: `ペン・インク
      手紙を書くための道具いろいろ。`,
  },
  {
    handle: 'books',
    parent: 'stationery',
    en: `Books
      A short shelf, chosen by hand.`,
    de: `Bücher
      Ein kleines Regal, von Hand ausgesucht.`,
    ja: `本
      一冊ずつ選んだ、小さな本棚。`,
  },
  {
    handle: 'clothing',
    en: `Clothing
      Honest wool, linen and cotton from small mills.`,
    de: `Kleidung
      Ehrliche Wolle, Leinen und Baumwolle aus kleinen Webereien.`,
    ja: `衣類
      小さな工場でつくられた、ウール、リネン、コットン。`,
  },
  {
    handle: 'knitwear',
    parent: 'clothing',
    en: `Knitwear
      Jumpers, cardigans and other warm company.`,
    de: `Strickwaren
      Pullover, Strickjacken und andere warme Begleiter.`,
    ja: `ニット
      セーターやカーディガンなど、あたたかな相棒。`,
  },
  {
    handle: 'accessories',
    parent: 'clothing',
    en: `Accessories
      Hats, scarves, socks and bags.`,
    de: `Accessoires
      Mützen, Schals, Socken und Taschen.`,
    ja: `小物
      帽子、マフラー、靴下、バッグ。`,
  },
  {
    handle: 'outdoor',
    en: `Outdoor & Garden
      For the hill, the beach and the back garden.`,
    de: `Draußen & Garten
      Für den Berg, den Strand und den Garten hinterm Haus.`,
    ja: `アウトドア・ガーデン
      山へ、海辺へ、そして裏庭へ。`,
  },
  {
    handle: 'camping',
    parent: 'outdoor',
    en: `Camping
      A small kit for a night under the sky.`,
    de: `Camping
      Das Nötigste für eine Nacht unter freiem Himmel.`,
    ja: `キャンプ
      星空の下で一晩過ごすための道具。`,
  },
  {
    handle: 'garden',
    parent: 'outdoor',
    en: `Garden
      Tools, pots and seeds.`,
    de: `Garten
      Werkzeug, Töpfe und Saatgut.`,
    ja: `ガーデン
      道具、植木鉢、種。`,
  },
  {
    handle: 'toys-games',
    en: `Toys & Games
      Wood, wool and wet-afternoon board games.`,
    de: `Spielzeug & Spiele
      Holz, Wolle und Brettspiele für Regennachmittage.`,
    ja: `おもちゃ・ゲーム
      木と毛糸のおもちゃ、雨の午後のボードゲーム。`,
  },
  {
    handle: 'home-textiles',
    en: `Home Textiles
      Linen, wool and cotton for every room.`,
    de: `Heimtextilien
      Leinen, Wolle und Baumwolle für jedes Zimmer.`,
    ja: `ホームテキスタイル
      どの部屋にも似合う、リネン、ウール、コットン。`,
  },
  {
    handle: 'bath-body',
    en: `Bath & Body
      Soap, balm and a long soak.`,
    de: `Bad & Körper
      Seife, Balsam und ein langes Bad.`,
    ja: `バス・ボディ
      石けん、バーム、そしてゆっくり浸かるお風呂。`,
  },
]

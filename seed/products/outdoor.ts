import { product } from '../build.ts'

export const outdoor = [
  product('fellside-two-person-tent', {
    en: `Fellside Two-Person Tent
      One pole, six pegs and four minutes from bag to bed. The polycotton breathes on warm nights and swells tight in
      rain; packed, it weighs 3.9 kg.`,
    de: `Zwei-Personen-Zelt „Fellside“
      Eine Stange, sechs Heringe und vier Minuten vom Packsack bis zum Bett. Das Mischgewebe atmet in warmen Nächten
      und wird bei Regen dicht; Packgewicht 3,9 kg.`,
    ja: `フェルサイド 二人用テント
      ポール一本、ペグ六本、袋から出して四分で寝床に。
      ポリコットンは暑い夜には風を通し、雨が降れば目が詰まって水を防ぎます。収納時の重さは3.9 kgです。`,
    shelf: { in: 'camping', by: 'Fellside Outfitters', type: 'Tent', tags: 'tent, camping, waterproof' },
    sale: { sku: 'TNT', price: '289.00 269.00 42800', popularity: 810, grams: 3900 },
    options: ['Colour'],
    variants: { Sand: 5, Moss: 3 },
    pictures: [
      ['tent', 'sand terracotta', 'A sand-coloured tent before distant hills'],
      ['tent', 'moss mustard', 'The tent in moss green'],
    ],
  }),
  product('enamel-camp-mug', {
    en: `Enamel Camp Mug
      Steel, fired with a speckled glaze and rolled at the rim so it is kind to lips. Set it on the embers; it will
      only look better for it.`,
    de: `Emaillebecher
      Stahl, gesprenkelt emailliert und am Rand gerollt, damit er angenehm an den Lippen liegt. Man kann ihn in die
      Glut stellen, er wird davon nur schöner.`,
    ja: `ホーローのキャンプマグ
      まだら模様のホーローを焼き付けたスチール製。縁を巻いてあるので口あたりがやさしい。
      熾火に直接かけてもかまいません。使うほどに味が出ます。`,
    shelf: {
      in: 'camping, tableware',
      by: 'Fellside Outfitters',
      type: 'Mug',
      tags: 'enamel, camping, unbreakable',
    },
    sale: { sku: 'CMP', price: '14.00 12.90 2100', popularity: 650, grams: 150 },
    options: ['Colour'],
    variants: { Navy: 48, Forest: 36, Cream: 0 },
    pictures: [['campmug', 'navy white', 'A speckled navy enamel mug with a white rim']],
  }),
  product('summit-vacuum-flask', {
    en: `Summit Vacuum Flask
      Double-walled steel that keeps soup hot for ten hours and lemonade cold for twenty. The lid is a cup, and the
      powder coat grips in wet hands.`,
    de: `Thermosflasche „Gipfel“
      Doppelwandiger Stahl, der Suppe zehn Stunden heiß und Limonade zwanzig Stunden kalt hält. Der Deckel ist ein
      Becher, und die Pulverbeschichtung bleibt auch in nassen Händen griffig.`,
    ja: `サミット真空ボトル
      二重構造のステンレスで、スープは十時間熱く、レモネードは二十時間冷たいまま。
      蓋はコップになり、粉体塗装なので濡れた手でも滑りません。`,
    shelf: { in: 'camping', by: 'Fellside Outfitters', type: 'Flask', tags: 'steel, hiking, travel' },
    sale: { sku: 'FLK', price: '34.00 31.90 4980', popularity: 700, grams: 340 },
    options: ['Colour', 'Volume'],
    variants: { 'Teal / 0.5 l': 23, 'Teal / 1 l': 12, 'Rust / 0.5 l': 15, 'Rust / 1 l': 2 },
    per: { '1 l': { price: '44.00 41.90 6400', grams: 520 } },
    pictures: [
      ['flask', 'teal charcoal', 'A teal vacuum flask with a mountain printed on it'],
      ['flask', 'rust charcoal', 'The vacuum flask in rust'],
    ],
  }),
  product('canvas-day-rucksack', {
    en: `Canvas Day Rucksack
      Twenty-two litres of waxed canvas with leather straps and two side pockets for a flask and a map. The back panel
      is wool felt, so it never sticks.`,
    de: `Tagesrucksack aus Segeltuch
      Zweiundzwanzig Liter aus gewachstem Segeltuch, mit Lederriemen und zwei Seitentaschen für Flasche und Karte. Das
      Rückenteil ist aus Wollfilz und klebt deshalb nie.`,
    ja: `帆布のデイリュック
      容量22リットル。ワックス帆布に革のストラップ、両脇には水筒と地図の入るポケット。
      背面はウールフェルトで、汗をかいても張り付きません。`,
    shelf: {
      in: 'camping, accessories',
      by: 'Saltmarsh Works',
      type: 'Rucksack',
      tags: 'canvas, hiking, leather',
    },
    sale: {
      sku: 'RUC',
      price: '148.00 139.00 22000',
      was: '168.00 159.00 24800',
      popularity: 790,
      grams: 1250,
    },
    options: ['Colour'],
    variants: { Forest: 9, Ochre: 6, Navy: 11 },
    pictures: [
      ['rucksack', 'forest walnut', 'A forest-green rucksack with leather straps'],
      ['rucksack', 'ochre walnut', 'The rucksack in ochre'],
    ],
  }),
  product('storm-lantern', {
    en: `Storm Lantern
      A paraffin lantern whose flame stands upright in a gale, with a tank that burns for eighteen hours. Every part
      can be bought singly, down to the wick.`,
    de: `Sturmlaterne
      Eine Petroleumlaterne, deren Flamme auch im Sturm aufrecht steht, mit einem Tank für achtzehn Stunden. Jedes
      Teil gibt es einzeln nachzukaufen, bis hin zum Docht.`,
    ja: `ストームランタン
      強風の中でも炎がまっすぐ立つ灯油ランタン。満タンで十八時間燃え続けます。
      芯の一本まで、すべての部品を個別にお求めいただけます。`,
    shelf: {
      in: 'camping, garden',
      by: 'Fellside Outfitters',
      type: 'Lantern',
      tags: 'lantern, camping, paraffin',
    },
    sale: { sku: 'LAN', price: '46.00 42.90 6800', popularity: 460, was: '58.00 52.90 8500', grams: 980 },
    options: ['Colour'],
    variants: { Red: 8, Charcoal: 14 },
    pictures: [['lantern', 'red', 'A red storm lantern with a lit flame']],
  }),
  product('picnic-blanket', {
    en: `Picnic Blanket with Strap
      Recycled wool on top, waxed cotton underneath, and room for four people and a trifle. Rolls up behind a leather
      carrying strap.`,
    de: `Picknickdecke mit Tragriemen
      Oben Recyclingwolle, unten gewachste Baumwolle, und Platz für vier Personen samt Nachtisch. Zusammengerollt hält
      sie ein Tragriemen aus Leder.`,
    ja: `革ベルト付きピクニックブランケット
      表は再生ウール、裏はワックスコットン。四人とデザートが余裕で座れる大きさです。
      丸めて革のベルトで持ち運べます。`,
    shelf: {
      in: 'outdoor, home-textiles',
      by: 'Northgarth Mill',
      type: 'Blanket',
      tags: 'wool, picnic, recycled',
    },
    sale: { sku: 'PIC', price: '78.00 72.90 11600', popularity: 490, grams: 1700, stock: 12 },
    pictures: [['blanketroll', 'blue cream mustard', 'A blue striped blanket rolled in a leather strap']],
  }),
  product('folding-camp-stool', {
    en: `Folding Camp Stool
      Steamed ash legs on a brass bolt with a saddle of canvas. It carries 120 kg, weighs 1.4, and hangs on a peg for
      the winter.`,
    de: `Klapphocker
      Beine aus gedämpfter Esche, ein Messingbolzen und ein Sitz aus Segeltuch. Trägt 120 kg, wiegt 1,4 kg und hängt im
      Winter am Haken.`,
    ja: `折りたたみスツール
      蒸し曲げしたタモの脚を真鍮のボルトで留め、帆布の座面を張りました。
      耐荷重120 kg、重さはわずか1.4 kg。冬のあいだは壁に掛けておけます。`,
    shelf: { in: 'camping, garden', by: 'Birk & Daughters', type: 'Stool', tags: 'wood, canvas, folding' },
    sale: { sku: 'STO', price: '59.00 55.90 8800', popularity: 330, grams: 1400 },
    options: ['Colour'],
    variants: { Terracotta: 10, Olive: 0 },
    pictures: [['stool', 'terracotta oak', 'A folding stool with a terracotta canvas seat']],
  }),
  product('hand-trowel-and-fork', {
    en: `Hand Trowel & Fork
      A pair forged in one piece from tang to tip, so neither ever wobbles on its handle. The ash grips are long
      enough for a good lever.`,
    de: `Handschaufel & Gabel
      Ein Paar, vom Griffdorn bis zur Spitze aus einem Stück geschmiedet, damit nichts je am Stiel wackelt. Die Griffe
      aus Esche sind lang genug für einen guten Hebel.`,
    ja: `移植ごてとハンドフォーク
      柄の中から先端まで一体で鍛造した二本組。柄がぐらつくことはありません。
      タモの握りは長めで、てこの力がよく効きます。`,
    shelf: { in: 'garden', by: 'Mossgate Garden', type: 'Garden tools', tags: 'gardening, steel, set, gift' },
    sale: { sku: 'TRW', price: '44.00 41.90 6500', popularity: 420, grams: 620, stock: 16 },
    pictures: [['trowel', 'steel oak', 'A steel hand trowel and fork with ash handles']],
  }),
  product('long-spout-watering-can', {
    en: `Long-Spout Watering Can
      Galvanised and painted, with a spout that reaches the back of the border and a brass rose for seedlings. The
      weight hangs under your hand when full.`,
    de: `Gießkanne mit langem Rohr
      Verzinkt und lackiert, mit einem Rohr, das bis hinten ins Beet reicht, und einer Messingbrause für Sämlinge.
      Gefüllt hängt das Gewicht genau unter der Hand.`,
    ja: `長口のじょうろ
      亜鉛めっきに塗装を重ねました。花壇の奥まで届く長い注ぎ口と、苗にやさしい真鍮のハス口付き。
      満水でも重心が手の真下にきます。`,
    shelf: { in: 'garden', by: 'Mossgate Garden', type: 'Watering can', tags: 'gardening, steel' },
    sale: { sku: 'WAT', price: '38.00 35.90 5800', popularity: 400, grams: 1100 },
    options: ['Volume'],
    variants: { '4 l': 13, '8 l': 7 },
    per: { '8 l': { price: '52.00 48.90 7900', grams: 1700 } },
    pictures: [['wateringcan', 'sage brass', 'A sage watering can with a brass rose']],
  }),
  product('long-tom-pot', {
    en: `Long Tom Pot
      Terracotta thrown tall and fired hot enough to stay out in frost. Deep roots like it: try a fern, a rosemary or
      sweet peas on sticks.`,
    de: `Hoher Terrakottatopf
      Hoch gedreht und so heiß gebrannt, dass er auch bei Frost draußen bleiben darf. Tiefwurzler lieben ihn: Farn,
      Rosmarin oder Duftwicken am Stab.`,
    ja: `深型テラコッタ鉢
      背を高く挽き、霜の中でも屋外に置けるよう高温で焼き締めました。
      シダやローズマリー、支柱を立てたスイートピーなど、根の深い植物に向いています。`,
    shelf: {
      in: 'garden',
      by: 'Penrow Pottery',
      type: 'Plant pot',
      tags: 'terracotta, gardening, frostproof',
    },
    sale: { sku: 'LTP', price: '18.00 16.90 2800', popularity: 370, grams: 900 },
    options: ['Diameter'],
    variants: { '12 cm': 40, '16 cm': 22, '20 cm': 4 },
    per: {
      '16 cm': { price: '26.00 23.90 3900', grams: 1700 },
      '20 cm': { price: '36.00 33.90 5500', grams: 2900 },
    },
    pictures: [['plantpot', 'terracotta leaf', 'A tall terracotta pot with a leafy plant']],
  }),
  product('wildflower-seeds', {
    en: `Wildflower Seeds
      Enough seed for five square metres of native flowers, gathered from one meadow and nothing bred for the vase.
      Sow on bare soil, tread it in, and wait.`,
    de: `Wildblumensamen
      Saatgut für fünf Quadratmeter heimische Blumen, auf einer einzigen Wiese gesammelt und nichts davon für die Vase
      gezüchtet. Auf nackte Erde säen, festtreten, warten.`,
    ja: `野の花の種
      五平方メートル分の在来の草花の種。ひとつの野原で集めたもので、観賞用の改良品種は入っていません。
      むき出しの土にまき、足で踏んで、あとは待つだけです。`,
    shelf: { in: 'garden', by: 'Mossgate Garden', type: 'Seeds', tags: 'gardening, seeds, bees' },
    sale: { sku: 'SED', price: '6.50 5.90 980', popularity: 290, grams: 25 },
    options: ['Mix'],
    variants: { Meadow: 90, Cornfield: 64, Shade: 3 },
    pictures: [['seedpacket', 'leaf rose butter', 'A packet of wildflower seeds with painted flowers']],
  }),
  product('blue-tit-nest-box', {
    en: `Blue Tit Nest Box
      Untreated larch with a 28 mm hole, the size that lets a blue tit in and keeps a sparrow out. The roof lifts for
      cleaning in October.`,
    de: `Nistkasten für Blaumeisen
      Unbehandelte Lärche mit einem Einflugloch von 28 mm: Die Blaumeise passt hinein, der Spatz nicht. Im Oktober
      hebt man zum Reinigen einfach das Dach ab.`,
    ja: `アオガラの巣箱
      無塗装のカラマツ製。直径28 mmの穴は、アオガラは入れてもスズメは入れない大きさです。
      十月になったら、屋根を持ち上げて掃除してください。`,
    shelf: { in: 'garden', by: 'Mossgate Garden', type: 'Nest box', tags: 'birds, wood, gift' },
    sale: { sku: 'TIT', price: '32.00 29.90 4900', popularity: 310, grams: 1500, stock: 11 },
    pictures: [['birdhouse', 'beech brick', 'A wooden nest box with a blue bird at the entrance']],
  }),
  product('pocket-compass', {
    en: `Pocket Compass
      A liquid-damped needle under domed glass, settled in three seconds and true to two degrees. The brass case is
      turned, not stamped.`,
    de: `Taschenkompass
      Eine flüssigkeitsgedämpfte Nadel unter gewölbtem Glas, in drei Sekunden ruhig und auf zwei Grad genau. Das
      Messinggehäuse ist gedreht, nicht gestanzt.`,
    ja: `ポケットコンパス
      ドームガラスの下の針はオイル封入式で、三秒で静止し、誤差は二度以内。
      真鍮のケースはプレスではなく削り出しです。`,
    shelf: { in: 'camping', by: 'Fellside Outfitters', type: 'Compass', tags: 'brass, hiking, gift' },
    sale: { sku: 'CPS', price: '49.00 45.90 7200', popularity: 340, grams: 120, stock: 1 },
    pictures: [['compass', 'brass red', 'A round brass compass with a red needle']],
  }),
  product('orchard-hammock', {
    en: `Orchard Hammock
      Striped cotton, wide enough to lie across, with spreader-free ends that cannot tip you out. Our weaver is making
      the first batch; it goes on sale in spring.`,
    de: `Hängematte „Obstgarten“
      Gestreifte Baumwolle, breit genug, um quer zu liegen, und ohne Spreizstäbe, sodass niemand herauskippt. Unsere
      Weberin fertigt gerade die erste Serie; ab Frühjahr im Verkauf.`,
    ja: `果樹園のハンモック
      斜めに寝られる幅広の、しま模様のコットン。横木がないので、ひっくり返る心配がありません。
      ただいま最初の分を織っているところです。発売は春の予定です。`,
    shelf: { in: 'garden', by: 'Linden Loom', type: 'Hammock', tags: 'cotton, garden, summer' },
    sale: { sku: 'HAM', price: '119.00 109.00 17500', popularity: 0, grams: 1600 },
    status: 'draft',
    options: ['Colour'],
    variants: { Terracotta: 0, Teal: 0 },
    pictures: [['hammock', 'cream terracotta', 'A striped hammock hung between two trees']],
  }),
]

import { product } from '../build.ts'

export const tea = [
  product('shopkeepers-breakfast-tea', {
    en: `Shopkeeper's Breakfast Tea
      A brisk blend of Assam and Kenyan leaf that stands up to milk at half past six. We drink four pots a day
      behind the counter.`,
    de: `Frühstückstee des Hauses
      Eine kräftige Mischung aus Assam und kenianischem Blatt, die auch morgens um halb sieben die Milch verträgt.
      Hinter der Theke trinken wir vier Kannen am Tag.`,
    ja: `店主のブレックファストティー
      アッサムとケニアの茶葉をブレンドした、朝六時半のミルクにも負けない力強い紅茶。
      店の奥では毎日ポット四杯分を飲んでいます。`,
    shelf: { in: 'tea', by: 'Lantern Lane Tea', type: 'Black tea', tags: 'black tea, breakfast, blend' },
    sale: { sku: 'BRK', price: '7.50 6.90 1100', popularity: 910, grams: 90, tax: 'reduced' },
    options: ['Weight'],
    variants: { '50 g': 80, '125 g': 64, '250 g': 30 },
    per: {
      '125 g': { price: '14.50 12.90 2100', grams: 190 },
      '250 g': { price: '26.00 22.90 3700', grams: 330 },
    },
    pictures: [
      ['teatin', 'brick brass cream', 'A brick-red tea tin with a brass lid and a leaf on the label'],
    ],
  }),
  product('pine-smoked-lapsang', {
    en: `Pine-Smoked Lapsang
      Large leaves dried over smouldering pine root, with a scent of campfire and a finish of dried plum. Lovely
      with a strong cheese.`,
    de: `Lapsang, über Kiefer geräuchert
      Große Blätter, über glimmenden Kiefernwurzeln getrocknet: Sie duften nach Lagerfeuer und klingen nach
      Dörrpflaume aus. Passt wunderbar zu kräftigem Käse.`,
    ja: `松の燻製ラプサン
      大ぶりの茶葉を松の根の煙でじっくり乾燥。焚き火のような香りと、干しプラムを思わせる余韻。
      味の濃いチーズによく合います。`,
    shelf: { in: 'tea', by: 'Lantern Lane Tea', type: 'Black tea', tags: 'black tea, smoky, loose leaf' },
    sale: { sku: 'LAP', price: '11.00 9.90 1700', popularity: 330, grams: 90, tax: 'reduced' },
    options: ['Weight'],
    variants: { '50 g': 26, '125 g': 12 },
    per: { '125 g': { price: '23.00 20.90 3500', grams: 190 } },
    pictures: [['leafpouch', 'charcoal oat forest', 'A charcoal pouch of smoked tea with a leaf emblem']],
  }),
  product('uji-first-flush-sencha', {
    en: `Uji First-Flush Sencha
      Picked in the first week of May and steamed for under a minute, it pours a clear green and tastes of young
      peas. Brew it at 70 °C and the second cup is better still.`,
    de: `Uji-Sencha, erste Pflückung
      In der ersten Maiwoche gepflückt und keine Minute gedämpft: klar und grün in der Tasse, mit dem Geschmack
      junger Erbsen. Bei 70 °C aufgegossen, gerät die zweite Tasse noch besser.`,
    ja: `宇治煎茶 一番茶
      五月の第一週に摘み、浅く蒸し上げました。澄んだ緑色の水色と、若い豆のような甘み。
      70 ℃のお湯でどうぞ。二煎目はさらにおいしくなります。`,
    shelf: { in: 'tea', by: 'Kominato Craft', type: 'Green tea', tags: 'green tea, japanese, loose leaf' },
    sale: { sku: 'SEN', price: '18.00 16.90 2160', popularity: 560, grams: 80, tax: 'reduced' },
    options: ['Weight'],
    variants: { '50 g': 33, '100 g': 20 },
    per: { '100 g': { price: '33.00 30.90 3980', grams: 140 } },
    pictures: [['teatin', 'forest sage cream', 'A forest-green tea tin with a sage lid']],
  }),
  product('roasted-stem-hojicha', {
    en: `Roasted Stem Hojicha
      Only the stems of the first harvest, roasted over sand until they crackle. Low in caffeine and toasty; the
      roastery is tiny and sells within Japan only.`,
    de: `Hojicha aus gerösteten Stängeln
      Nur die Stängel der ersten Ernte, in heißem Sand geröstet, bis sie knistern. Röstig und arm an Koffein; die
      winzige Rösterei verkauft nur innerhalb Japans.`,
    ja: `一番茶の棒ほうじ茶
      一番茶の茎だけを、熱した砂でぱちぱちとはぜるまで焙じました。香ばしく、カフェインは控えめ。
      小さな焙煎所のため、販売は日本国内のみです。`,
    shelf: { in: 'tea', by: 'Kominato Craft', type: 'Roasted tea', tags: 'hojicha, japanese, low caffeine' },
    sale: { sku: 'HOJ', price: '- - 1296', popularity: 280, grams: 110, tax: 'reduced', stock: 38 },
    pictures: [['stempouch', 'ochre cream walnut', 'An ochre pouch of roasted tea stems']],
  }),
  product('garden-peppermint', {
    en: `Garden Peppermint
      Whole leaves from one two-acre field, dried slowly so the oil stays in. Caffeine-free, and good iced with a
      slice of cucumber.`,
    de: `Gartenpfefferminze
      Ganze Blätter von einem einzigen kleinen Feld, langsam getrocknet, damit das Öl im Blatt bleibt. Ohne
      Koffein, und eiskalt mit einer Gurkenscheibe ein Genuss.`,
    ja: `ガーデンペパーミント
      一枚の小さな畑で育てた葉を、精油を逃さないようゆっくり乾燥させました。
      カフェインは含みません。きゅうりを浮かべて冷やしても。`,
    shelf: { in: 'tea', by: 'Lantern Lane Tea', type: 'Herbal tea', tags: 'herbal, caffeine free, mint' },
    sale: { sku: 'MIN', price: '8.00 6.90 1200', popularity: 440, grams: 60, tax: 'reduced', stock: 51 },
    pictures: [['leafpouch', 'mint white leaf', 'A mint-green pouch of peppermint tea']],
  }),
  product('meadow-chamomile', {
    en: `Meadow Chamomile
      Whole flower heads with a honeyed, apple-like scent, cut before noon while the dew is still drying. A pot of
      this has ended many long days in the shop.`,
    de: `Wiesenkamille
      Ganze Blütenköpfe, die nach Honig und Apfel duften, am Vormittag geschnitten, solange der Tau noch trocknet.
      Eine Kanne davon hat bei uns schon manchen langen Tag beendet.`,
    ja: `野原のカモミール
      朝露の乾ききらない午前中に摘んだ花を丸ごと。はちみつとりんごのような甘い香りがします。
      長い一日の終わりに、店でもよく淹れています。`,
    shelf: { in: 'tea', by: 'Lantern Lane Tea', type: 'Herbal tea', tags: 'herbal, caffeine free, evening' },
    sale: { sku: 'CHA', price: '9.00 7.90 1400', popularity: 370, grams: 60, tax: 'reduced' },
    options: ['Weight'],
    variants: { '40 g': 29, '100 g': 0 },
    per: { '100 g': { price: '18.50 15.90 2800', grams: 140 } },
    pictures: [['flowerpouch', 'lilac sky mustard', 'A lilac pouch with a chamomile flower on it']],
  }),
  product('tidewater-house-blend', {
    en: `Tidewater House Blend
      Brazil for body, Colombia for sweetness, and a little Ethiopia for the lift. Tastes of milk chocolate and
      hazelnut, and forgives a careless pour.`,
    de: `Tidewater Hausmischung
      Brasilien für den Körper, Kolumbien für die Süße und ein wenig Äthiopien für den Schwung. Schmeckt nach
      Milchschokolade und Haselnuss und verzeiht auch hastiges Aufgießen.`,
    ja: `タイドウォーター・ハウスブレンド
      ブラジルでコクを、コロンビアで甘みを、エチオピアを少し加えて軽やかさを。
      ミルクチョコレートとヘーゼルナッツの味わいで、淹れ方が多少雑でもおいしく仕上がります。`,
    shelf: { in: 'coffee', by: 'Tidewater Roasters', type: 'Coffee', tags: 'coffee, blend, medium roast' },
    sale: { sku: 'HOU', price: '13.50 11.90 1980', popularity: 930, grams: 270, tax: 'reduced' },
    options: ['Weight', 'Grind'],
    variants: {
      '250 g / Whole bean': 70,
      '250 g / Filter': 42,
      '250 g / Espresso': 38,
      '1 kg / Whole bean': 25,
      '1 kg / Filter': 8,
      '1 kg / Espresso': 3,
    },
    per: { '1 kg': { price: '46.00 39.90 6800', grams: 1050 } },
    pictures: [['beanbag', 'navy cream coffee', 'A navy coffee bag with two beans on the label']],
  }),
  product('guji-highland-coffee', {
    en: `Guji Highland Coffee
      A washed lot from 2,100 metres with bergamot, apricot and a tea-like body. Roasted light; give it ten days of
      rest and a slow filter.`,
    de: `Guji Hochlandkaffee
      Gewaschener Kaffee aus 2.100 Metern Höhe mit Bergamotte, Aprikose und einem Körper fast wie Tee. Hell
      geröstet; er dankt zehn Tage Ruhe und einen langsamen Filter.`,
    ja: `グジ高地コーヒー
      標高2,100 m、水洗式の単一農園ロット。ベルガモットとあんず、紅茶のような口あたり。
      浅煎りです。十日ほど休ませ、ゆっくりドリップしてください。`,
    shelf: {
      in: 'coffee',
      by: 'Tidewater Roasters',
      type: 'Coffee',
      tags: 'coffee, single origin, light roast',
    },
    sale: { sku: 'GUJ', price: '19.00 16.90 2800', popularity: 610, grams: 270, tax: 'reduced' },
    options: ['Grind'],
    variants: { 'Whole bean': 31, Filter: 14 },
    pictures: [
      ['peakbag', 'terracotta cream forest', 'A terracotta coffee bag showing a mountain and a sun'],
    ],
  }),
  product('night-shift-decaf', {
    en: `Night Shift Decaf
      Decaffeinated with mountain water, so the caramel and orange stay and the jitters go. Nobody at our tasting
      picked it out.`,
    de: `Nachtschicht, entkoffeiniert
      Mit Bergwasser entkoffeiniert: Karamell und Orange bleiben, das Herzklopfen geht. Bei unserer Verkostung hat
      ihn niemand herausgeschmeckt.`,
    ja: `夜勤のデカフェ
      山の水を使ってカフェインを除きました。キャラメルとオレンジの風味はそのまま。
      社内の試飲会では、誰もデカフェと気づきませんでした。`,
    shelf: { in: 'coffee', by: 'Tidewater Roasters', type: 'Coffee', tags: 'coffee, decaf, medium roast' },
    sale: {
      popularity: 360,
      sku: 'DEC',
      price: '15.00 13.50 2200',
      was: '17.00 14.90 2500',
      grams: 270,
      tax: 'reduced',
      stock: 23,
    },
    pictures: [['moonbag', 'plum ink butter', 'A plum-coloured coffee bag with a crescent moon']],
  }),
  product('porcelain-dripper', {
    en: `Porcelain Dripper
      Three spiral ribs let the water turn while it drains, for an even, clean cup. The set comes with a 500 ml
      glass server and forty paper filters.`,
    de: `Handfilter aus Porzellan
      Drei Spiralrippen lassen das Wasser beim Ablaufen kreisen, für eine klare, gleichmäßige Tasse. Das Set enthält
      eine Glaskanne mit 500 ml und vierzig Papierfilter.`,
    ja: `磁器のコーヒードリッパー
      三本のらせんリブに沿ってお湯が回りながら落ち、むらのないすっきりした一杯に。
      500 mlのガラスサーバーとペーパーフィルター40枚が付きます。`,
    shelf: {
      in: 'brewing',
      by: 'Penrow Pottery',
      type: 'Coffee dripper',
      tags: 'coffee, porcelain, pour over',
    },
    sale: { sku: 'DRP', price: '36.00 32.90 5200', popularity: 590, grams: 820 },
    options: ['Colour'],
    variants: { White: 18, Rose: 7, Teal: 10 },
    pictures: [
      ['dripper', 'rose coffee', 'A rose porcelain dripper on a glass coffee server'],
      ['dripper', 'white coffee', 'The dripper in white'],
    ],
  }),
  product('hourglass-carafe', {
    en: `Hourglass Carafe
      One piece of borosilicate glass, pinched at the waist and collared in oak so you can lift it hot. Brews four
      cups with any cone filter.`,
    de: `Sanduhr-Karaffe
      Ein Stück Borosilikatglas, in der Taille eingezogen und mit einer Manschette aus Eiche, damit man sie heiß
      anfassen kann. Für vier Tassen und jeden Kegelfilter.`,
    ja: `砂時計型コーヒーカラフェ
      耐熱ガラスの一体成形。くびれにオークの襟を巻き、熱いままでも持ち上げられます。
      円すい形フィルターで四杯分を抽出できます。`,
    shelf: { in: 'brewing', by: 'Tidewater Roasters', type: 'Carafe', tags: 'coffee, glass, pour over' },
    sale: { sku: 'CRF', price: '52.00 47.90 7600', popularity: 450, grams: 640, stock: 9 },
    pictures: [['carafe', 'oak coffee', 'An hourglass-shaped glass carafe with a wooden collar']],
  }),
  product('hand-coffee-grinder', {
    en: `Hand Coffee Grinder
      Conical steel burrs on two bearings grind 25 g in under a minute without warming the beans. The barrel slips
      into a rucksack pocket.`,
    de: `Handkaffeemühle
      Ein kegelförmiges Mahlwerk aus Stahl auf zwei Lagern mahlt 25 g in weniger als einer Minute, ohne die Bohnen
      zu erwärmen. Die Mühle passt in jede Rucksacktasche.`,
    ja: `手挽きコーヒーミル
      二点支持のスチール製コニカル刃が、豆を熱くせずに25 gを一分足らずで挽きます。
      リュックのポケットにも入る細身の形です。`,
    shelf: {
      in: 'brewing, camping',
      by: 'Tidewater Roasters',
      type: 'Coffee grinder',
      tags: 'coffee, travel, steel',
    },
    sale: {
      sku: 'GRI',
      price: '79.00 74.90 11800',
      popularity: 500,
      was: '95.00 89.00 13800',
      grams: 560,
      stock: 13,
    },
    pictures: [['grinder', 'steel walnut', 'A steel hand grinder with a walnut grip and a crank']],
  }),
  product('cast-iron-teapot', {
    en: `Cast-Iron Teapot
      Sand-cast with a hobnail pattern and enamelled inside, it keeps tea hot through a whole chapter. The steel
      basket lifts out when the leaves are done.`,
    de: `Teekanne aus Gusseisen
      Im Sandguss mit Noppenmuster gefertigt und innen emailliert, hält sie den Tee ein ganzes Kapitel lang heiß.
      Das Stahlsieb nimmt man heraus, sobald die Blätter gezogen haben.`,
    ja: `鉄のティーポット
      砂型鋳造の霰文様で、内側はホーロー仕上げ。本を一章読み終えるまで冷めません。
      抽出が済んだら、ステンレスの茶こしを引き上げてください。`,
    shelf: { in: 'brewing', by: 'Kominato Craft', type: 'Teapot', tags: 'cast iron, tea, japanese' },
    sale: { sku: 'POT', price: '74.00 69.90 9800', popularity: 680, grams: 1400 },
    options: ['Colour'],
    variants: { Teal: 6, Charcoal: 11, Plum: 2 },
    pictures: [
      ['teapot', 'teal brass', 'A teal cast-iron teapot with raised dots'],
      ['teapot', 'charcoal brass', 'The cast-iron teapot in charcoal'],
    ],
  }),
  product('matcha-whisk-and-bowl', {
    en: `Matcha Whisk & Bowl
      A hundred-tine whisk split from one stem of bamboo, with a bowl glazed for the hand to find its way round.
      Soak the tines for a minute before the first whisk.`,
    de: `Matchabesen & Schale
      Ein Besen mit hundert Zinken, aus einem einzigen Bambusstück gespalten, dazu eine Schale, deren Glasur gut in
      der Hand liegt. Vor dem ersten Aufschlagen die Zinken eine Minute einweichen.`,
    ja: `茶筅と抹茶碗
      一本の竹を割いてつくる百本立ての茶筅と、手になじむ釉薬の碗の組み合わせ。
      使う前に、穂先を一分ほどお湯に浸してください。`,
    shelf: { in: 'brewing', by: 'Kominato Craft', type: 'Tea set', tags: 'matcha, bamboo, japanese, gift' },
    sale: { sku: 'MAT', price: '48.00 45.90 5800', popularity: 420, grams: 520, stock: 7 },
    pictures: [['whisk', 'beech denim leaf', 'A bamboo whisk beside a blue bowl of matcha']],
  }),
  product('heather-honey', {
    en: `Heather Honey
      Pressed, not spun, because heather honey sets like jelly in the comb. Dark amber and a touch bitter; start
      with buttered toast.`,
    de: `Heidehonig
      Gepresst statt geschleudert, denn Heidehonig wird in der Wabe fest wie Gelee. Dunkler Bernstein mit leichter
      Bitternote; am besten zuerst auf Buttertoast.`,
    ja: `ヒースのはちみつ
      巣の中でゼリー状に固まるため、遠心分離ではなく圧搾して採ります。
      濃い琥珀色で、ほのかな苦み。まずはバタートーストでどうぞ。`,
    shelf: { in: 'tea-coffee', by: 'Mossgate Garden', type: 'Honey', tags: 'honey, breakfast, gift' },
    sale: { sku: 'HON', price: '14.00 12.90 2300', popularity: 470, grams: 420, tax: 'reduced' },
    options: ['Weight'],
    variants: { '250 g': 36, '500 g': 15 },
    per: { '500 g': { price: '25.00 22.90 4200', grams: 780 } },
    pictures: [['honey', 'honey mustard', 'A jar of dark honey with a wooden dipper']],
  }),
  product('oat-shortbread', {
    en: `Oat Shortbread
      Four ingredients, one of them a great deal of butter. Baked dark at the edges, pricked by hand and tied in a
      stack of twelve.`,
    de: `Hafer-Shortbread
      Vier Zutaten, eine davon sehr viel Butter. Am Rand dunkel gebacken, von Hand eingestochen und im
      Zwölferstapel verschnürt.`,
    ja: `オーツ麦のショートブレッド
      材料は四つだけ、そのうち一つはたっぷりのバター。縁をこんがり焼き、手で穴を開け、12枚を紐で束ねました。`,
    shelf: { in: 'tea-coffee', by: 'Lantern Lane Tea', type: 'Biscuits', tags: 'biscuits, oats, gift' },
    sale: { sku: 'OAT', price: '9.50 8.50 1480', popularity: 520, grams: 240, tax: 'reduced', stock: 4 },
    pictures: [['shortbread', 'butter brick', 'A stack of oat shortbread tied with red string']],
  }),
]

import { product } from '../build.ts'

export const toys = [
  product('branch-line-engine', {
    en: `Branch Line Engine
      A chunky tank engine in maple and beech with wheels that really clack. Painted with water-based colours and
      small enough for one hand to drive.`,
    de: `Lokomotive „Nebenstrecke“
      Eine stämmige Tenderlok aus Ahorn und Buche, deren Räder wirklich klackern. Mit Farben auf Wasserbasis lackiert
      und klein genug für eine Kinderhand.`,
    ja: `支線の機関車
      カエデとブナでつくった、ずんぐりした機関車。車輪はちゃんとカタカタ鳴ります。
      水性塗料で塗り、片手で走らせられる大きさにしました。`,
    shelf: { in: 'toys-games', by: 'Little Juniper', type: 'Wooden toy', tags: 'wood, train, ages 2+' },
    sale: { sku: 'TRN', price: '36.00 34.90 5400', popularity: 730, grams: 540, stock: 21 },
    pictures: [['train', 'red navy mustard', 'A red and navy wooden steam engine']],
  }),
  product('stacking-rainbow', {
    en: `Stacking Rainbow
      Arches of limewood, stained so the grain shows through, that become bridges, fences and caves. The smallest piece
      is too big to swallow.`,
    de: `Stapelregenbogen
      Bögen aus Lindenholz, so gebeizt, dass die Maserung durchscheint; sie werden zu Brücken, Zäunen und Höhlen. Auch
      das kleinste Teil ist zu groß zum Verschlucken.`,
    ja: `虹のつみき
      木目が透けるように染めたシナノキのアーチが、橋にも柵にも洞窟にもなります。
      いちばん小さなパーツも、飲み込めない大きさです。`,
    shelf: { in: 'toys-games', by: 'Little Juniper', type: 'Wooden toy', tags: 'wood, stacking, ages 1+' },
    sale: { sku: 'RNB', price: '39.00 36.90 5900', popularity: 850, grams: 620 },
    options: ['Size'],
    variants: { '6 pieces': 18, '12 pieces': 4 },
    per: { '12 pieces': { price: '79.00 74.90 11900', grams: 1900 } },
    pictures: [['rainbow', 'red terracotta blue', 'A six-arch wooden rainbow']],
  }),
  product('knitted-bear', {
    en: `Knitted Bear
      Barnaby sits by himself, has a felt bow and is filled with wool, not beads. He can be washed at 30 degrees and
      dries overnight on a radiator.`,
    de: `Gestrickter Bär
      Barnaby sitzt von allein, trägt eine Filzschleife und ist mit Wolle gefüllt, nicht mit Kügelchen. Er darf bei
      30 Grad gewaschen werden und trocknet über Nacht auf der Heizung.`,
    ja: `手編みのくま
      名前はバーナビー。ひとりで座れて、フェルトの蝶ネクタイをしています。中身はビーズではなく羊毛です。
      30 ℃で洗えて、暖房のそばに置けば一晩で乾きます。`,
    shelf: {
      in: 'toys-games',
      by: 'Little Juniper',
      type: 'Soft toy',
      tags: 'wool, soft toy, ages 0+, gift',
    },
    sale: { sku: 'BER', price: '48.00 44.90 7200', popularity: 800, grams: 260 },
    options: ['Colour'],
    variants: { Honey: 16, Oat: 12, Grey: 2 },
    pictures: [
      ['bear', 'ochre red', 'A honey-brown knitted bear with a red bow'],
      ['bear', 'grey teal', 'The bear in grey with a teal bow'],
    ],
  }),
  product('building-blocks', {
    en: `Building Blocks
      Cut to one module so that two of anything equal one of something else, and sanded until they stop catching on
      jumpers. Packed in a cotton sack.`,
    de: `Bauklötze
      Nach einem Grundmaß gesägt, sodass zwei von dem einen immer eins vom anderen ergeben, und geschliffen, bis sie an
      keinem Pullover mehr hängen bleiben. Im Baumwollsack.`,
    ja: `つみきセット
      基準の寸法をそろえ、どれか二つを合わせると別の一つと同じになります。
      セーターに引っかからなくなるまで磨きました。綿の袋入り。`,
    shelf: { in: 'toys-games', by: 'Little Juniper', type: 'Wooden toy', tags: 'wood, building, ages 1+' },
    sale: { sku: 'BLK', price: '42.00 39.90 6300', popularity: 600, was: '49.00 46.90 7400', grams: 1800 },
    options: ['Pieces'],
    variants: { '40 pieces': 15, '80 pieces': 8 },
    per: { '80 pieces': { price: '72.00 67.90 10800', was: '84.00 79.90 12600', grams: 3500 } },
    pictures: [['blocks', 'teal brick mustard', 'Coloured wooden blocks built into a small castle']],
  }),
  product('whirligig-top', {
    en: `Whirligig Top
      Turned from one piece of maple with a steel point that gives two full minutes on a table. The stripes melt into
      new colours as it spins.`,
    de: `Kreisel „Wirbelwind“
      Aus einem Stück Ahorn gedrechselt, mit einer Stahlspitze, die auf dem Tisch zwei volle Minuten läuft. Beim Drehen
      verschwimmen die Streifen zu neuen Farben.`,
    ja: `くるくるこま
      一本のカエデから挽き出し、鋼の軸先をつけました。机の上でたっぷり二分間回ります。
      回すと縞が溶け合い、新しい色が生まれます。`,
    shelf: {
      in: 'toys-games',
      by: 'Little Juniper',
      type: 'Wooden toy',
      tags: 'wood, spinning top, pocket money',
    },
    sale: { sku: 'TOP', price: '9.50 8.90 1450', popularity: 320, grams: 70 },
    options: ['Colour'],
    variants: { Red: 42, Blue: 38, Leaf: 0 },
    pictures: [['top', 'red mustard cream', 'A red wooden spinning top with mustard stripes']],
  }),
  product('harbour-jigsaw', {
    en: `Harbour Jigsaw
      A fishing port at low tide with sixty-one gulls to count, die-cut from thick greyboard that clicks. Packed in a
      drawstring bag instead of plastic.`,
    de: `Puzzle „Am Hafen“
      Ein Fischerhafen bei Ebbe mit einundsechzig Möwen zum Zählen, gestanzt aus dicker Graupappe, die beim Legen
      klickt. Im Zugbeutel statt in Plastik.`,
    ja: `港のジグソーパズル
      干潮の漁港の風景。カモメが六十一羽隠れています。
      厚紙のピースは、はめるとカチッと音がします。ビニールではなく巾着袋入りです。`,
    shelf: { in: 'toys-games', by: 'Rook & Pawn', type: 'Jigsaw', tags: 'puzzle, family, rainy day' },
    sale: { sku: 'JIG', price: '24.00 21.90 3600', was: '28.00 25.90 4200', popularity: 480, grams: 610 },
    options: ['Pieces'],
    variants: { '500 pieces': 26, '1000 pieces': 19 },
    per: { '1000 pieces': { price: '29.00 26.90 4300', was: '34.00 31.90 4980', grams: 890 } },
    pictures: [['jigsaw', 'sky teal brick', 'A jigsaw piece showing a sailing boat under the sun']],
  }),
  product('travelling-chess-set', {
    en: `Travelling Chess Set
      Weighted pieces in two woods with a roll-up felt board that fits the same tube. The king stands 63 mm, the right
      height for a café table.`,
    de: `Reiseschach
      Beschwerte Figuren aus zwei Hölzern und ein aufrollbares Filzbrett, das in dieselbe Röhre passt. Der König misst
      63 mm, genau richtig für einen Cafétisch.`,
    ja: `旅のチェスセット
      二種の木でつくった重り入りの駒と、丸めて同じ筒に収まるフェルトの盤。
      キングの高さは63 mm。喫茶店のテーブルにちょうどいい大きさです。`,
    shelf: { in: 'toys-games', by: 'Rook & Pawn', type: 'Board game', tags: 'chess, wood, travel, gift' },
    sale: { sku: 'CHS', price: '66.00 62.90 9800', popularity: 540, grams: 870 },
    options: ['Wood'],
    variants: { 'Walnut and beech': 10, 'Ebonised and beech': 6 },
    pictures: [['chess', 'beech walnut', 'A walnut knight between two pale pawns']],
  }),
  product('double-six-dominoes', {
    en: `Double-Six Dominoes
      Twenty-eight tiles cast in plant resin with a brass spinner in each, so they turn and shuffle with the right
      clatter. In a sliding beech box.`,
    de: `Domino Doppelsechs
      Achtundzwanzig Steine aus Pflanzenharz mit je einem Messingstift in der Mitte, damit sie sich drehen und beim
      Mischen richtig klappern. In einer Schiebeschachtel aus Buche.`,
    ja: `ダブルシックス・ドミノ
      植物樹脂でつくった28枚の牌。中央に真鍮の鋲を打ってあり、混ぜると小気味よい音がします。
      ブナのスライド箱入り。`,
    shelf: { in: 'toys-games', by: 'Rook & Pawn', type: 'Board game', tags: 'dominoes, family, classic' },
    sale: { sku: 'DOM', price: '31.00 28.90 4600', popularity: 280, grams: 480, stock: 14 },
    pictures: [['domino', 'cream ink', 'Three cream dominoes with dark pips']],
  }),
  product('market-day-playing-cards', {
    en: `Market Day Playing Cards
      Court cards redrawn as the people of a market square: the queen sells eggs. Linen-finish stock that survives a
      whole summer of rummy.`,
    de: `Spielkarten „Markttag“
      Die Bildkarten zeigen Menschen vom Marktplatz: Die Dame verkauft Eier. Leinengeprägter Karton, der einen ganzen
      Sommer Rommé übersteht.`,
    ja: `市の日のトランプ
      絵札には市場の人びとを描きました。クイーンは卵売りです。
      リネン加工の丈夫な紙で、ひと夏ラミーで遊んでもへたりません。`,
    shelf: { in: 'toys-games', by: 'Rook & Pawn', type: 'Card game', tags: 'cards, family, pocket money' },
    sale: { sku: 'CRD', price: '13.00 11.90 1950', popularity: 450, grams: 110 },
    options: ['Back'],
    variants: { Teal: 35, Brick: 29 },
    pictures: [['cards', 'teal red', 'Three playing cards: a teal back, a spade and a heart']],
  }),
  product('lighthouse-keepers-game', {
    en: `Lighthouse Keepers
      A co-operative game for two to five: keep the lamp lit, the soup hot and the ships off the rocks until morning.
      Plays in forty minutes.`,
    de: `Die Leuchtturmwärter
      Ein kooperatives Spiel für zwei bis fünf: Bis zum Morgen muss die Lampe brennen, die Suppe heiß bleiben und kein
      Schiff auf die Klippen laufen. Dauert vierzig Minuten.`,
    ja: `灯台守のゲーム
      二人から五人で遊ぶ協力型ボードゲーム。夜明けまで灯をともし、スープを温め、船を岩から守り抜きましょう。
      一回およそ四十分です。`,
    shelf: {
      in: 'toys-games',
      by: 'Rook & Pawn',
      type: 'Board game',
      tags: 'co-operative, family, rainy day',
    },
    sale: { sku: 'LHK', price: '44.00 39.90 6600', popularity: 670, grams: 1300 },
    options: ['Language'],
    variants: { English: 22, Deutsch: 17, 日本語: 9 },
    pictures: [['gamebox', 'navy blue butter', 'A board game box with a lighthouse shining over waves']],
  }),
  product('diamond-kite', {
    en: `Diamond Kite
      Ripstop nylon on ash spars, with a tail of bows and forty metres of line on a wooden winder. It lifts in a light
      breeze and forgives a beginner.`,
    de: `Rautendrachen
      Reißfestes Nylon auf Stäben aus Esche, mit Schleifenschwanz und vierzig Metern Schnur auf einer Holzspule. Steigt
      schon bei leichter Brise und verzeiht Anfängerfehler.`,
    ja: `ダイヤ凧
      タモの骨にリップストップナイロンを張り、リボンのしっぽと木の糸巻き、40 mの糸をつけました。
      そよ風でも上がり、初めての人でも扱いやすい凧です。`,
    shelf: {
      in: 'toys-games, outdoor',
      by: 'Fellside Outfitters',
      type: 'Kite',
      tags: 'kite, beach, ages 6+',
    },
    sale: { sku: 'KIT', price: '29.00 26.90 4400', popularity: 350, grams: 280 },
    options: ['Colour'],
    variants: { Sunset: 13, Sea: 7 },
    pictures: [
      ['kite', 'terracotta mustard red', 'A kite in sunset colours among clouds'],
      ['kite', 'teal sky navy', 'The kite in sea colours'],
    ],
  }),
  product('pull-along-duck', {
    en: `Pull-Along Duck
      The axles are set off-centre, so this duck waddles. The cotton string is short enough to be safe and long enough
      for a hallway.`,
    de: `Nachziehente
      Die Achsen sitzen außermittig, deshalb watschelt diese Ente. Die Baumwollschnur ist kurz genug, um sicher zu sein,
      und lang genug für den Flur.`,
    ja: `引っぱりあひる
      車軸の中心をずらしてあるので、よちよち歩きます。
      綿の引き紐は、安全な短さで、廊下のお散歩には十分な長さです。`,
    shelf: { in: 'toys-games', by: 'Little Juniper', type: 'Wooden toy', tags: 'wood, pull along, ages 1+' },
    sale: { sku: 'DUK', price: '32.00 29.90 4800', popularity: 430, grams: 450, stock: 3 },
    pictures: [['duck', 'butter terracotta teal', 'A yellow wooden duck on teal wheels']],
  }),
  product('skipping-rope', {
    en: `Skipping Rope
      A cotton rope with a woven core that keeps its curve, and ball-bearing handles that keep up. Shorten it with the
      knot hidden in the grip.`,
    de: `Springseil
      Ein Baumwollseil mit gewebtem Kern, der den Schwung hält, und kugelgelagerten Griffen, die mitkommen. Kürzen lässt
      es sich mit dem Knoten im Griff.`,
    ja: `なわとび
      編み芯入りの綿ロープはきれいな弧を保ち、ベアリング入りの持ち手が回転についてきます。
      長さは、持ち手の中の結び目で調整できます。`,
    shelf: {
      in: 'toys-games, outdoor',
      by: 'Little Juniper',
      type: 'Skipping rope',
      tags: 'cotton, wood, ages 5+',
    },
    sale: { sku: 'SKP', price: '15.00 13.90 2200', popularity: 220, grams: 190 },
    options: ['Length'],
    variants: { '2.2 m': 31, '2.8 m': 18 },
    pictures: [['rope', 'brick blue', 'A blue skipping rope with wooden handles']],
  }),
  product('glass-marbles', {
    en: `Glass Marbles
      Twenty-five marbles and one shooter, blown with ribbon twists by the last workshop in its valley. The workshop has
      closed; these are no longer made.`,
    de: `Glasmurmeln
      Fünfundzwanzig Murmeln und eine große, mit Bandspiralen gefertigt von der letzten Werkstatt ihres Tals. Die
      Werkstatt hat geschlossen; sie werden nicht mehr hergestellt.`,
    ja: `ガラスのビー玉
      渓谷に残った最後の工房が、リボン模様を封じ込めてつくった25個と大玉1個のセット。
      工房は閉じられ、現在はつくられていません。`,
    shelf: { in: 'toys-games', by: 'Rook & Pawn', type: 'Marbles', tags: 'glass, classic, pocket money' },
    sale: { sku: 'MRB', price: '14.00 12.90 2100', popularity: 90, grams: 330, stock: 0 },
    status: 'archived',
    pictures: [['marbles', 'teal brick mustard', 'Five glass marbles with coloured ribbons']],
  }),
]

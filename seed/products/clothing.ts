import { product } from '../build.ts'

export const clothing = [
  product('harbour-cable-jumper', {
    en: `Harbour Cable Jumper
      Knitted in five-ply British wool with three cables down the front and a collar that stays put in a breeze. It
      is close at the cuff, easy at the shoulder, and made to be darned.`,
    de: `Zopfpullover „Hafen“
      Gestrickt aus fünffädiger britischer Wolle, mit drei Zöpfen auf der Vorderseite und einem Kragen, der auch bei
      Wind sitzt. Eng am Bündchen, bequem an der Schulter und gemacht, um gestopft zu werden.`,
    ja: `ハーバー・ケーブルセーター
      五本撚りの英国羊毛で編み、前身頃に三本の縄編みを入れました。襟元は風の中でもよれません。
      袖口はぴったり、肩はゆったり。繕いながら長く着られる一枚です。`,
    shelf: { in: 'knitwear', by: 'Northgarth Mill', type: 'Jumper', tags: 'wool, winter, unisex' },
    sale: { sku: 'JMP', price: '128.00 119.00 18900', popularity: 950, grams: 780 },
    options: ['Colour', 'Size'],
    variants: {
      'Navy / S': 9,
      'Navy / M': 14,
      'Navy / L': 11,
      'Navy / XL': 3,
      'Oat / S': 6,
      'Oat / M': 12,
      'Oat / L': 0,
      'Oat / XL': 4,
    },
    per: { 'Oat / L': { backorder: true } },
    pictures: [
      ['jumper', 'navy', 'A navy jumper with three cables and ribbed cuffs'],
      ['jumper', 'oat', 'The cable jumper in oat'],
    ],
  }),
  product('lambswool-cardigan', {
    en: `Lambswool Cardigan
      Soft first-shearing wool, a deep V and two pockets that hold a paperback each. The horn buttons are sewn on
      with a shank so they never pull.`,
    de: `Strickjacke aus Lammwolle
      Weiche Wolle der ersten Schur, ein tiefer V-Ausschnitt und zwei Taschen, in die je ein Taschenbuch passt. Die
      Hornknöpfe sind mit Steg angenäht und ziehen nie.`,
    ja: `ラムウールのカーディガン
      初刈りのやわらかな羊毛を使い、深めのVネックに。左右のポケットには文庫本が一冊ずつ入ります。
      ホーンボタンは根巻きで縫い付け、生地がつれません。`,
    shelf: { in: 'knitwear', by: 'Northgarth Mill', type: 'Cardigan', tags: 'wool, winter, women' },
    sale: {
      sku: 'CDG',
      price: '118.00 109.00 17200',
      popularity: 620,
      was: '148.00 139.00 21800',
      grams: 520,
    },
    options: ['Size'],
    variants: { S: 5, M: 8, L: 7, XL: 1 },
    pictures: [['cardigan', 'plum oak', 'A plum lambswool cardigan with horn buttons']],
  }),
  product('heavyweight-tee', {
    en: `Heavyweight Cotton Tee
      A 220 g organic jersey knitted on slow tubular machines, so there are no side seams to twist. Washed once
      before it leaves us; the size you buy is the size it stays.`,
    de: `Schweres Baumwoll-T-Shirt
      Ein 220-g-Jersey aus Biobaumwolle, auf langsamen Rundstrickmaschinen gefertigt und ohne Seitennähte, die sich
      verziehen. Vorgewaschen: Die Größe, die man kauft, bleibt auch so.`,
    ja: `ヘビーウェイトコットンTシャツ
      オーガニックコットンを旧式の丸編み機でゆっくり編んだ、220 g/m²のしっかりした天竺。
      脇に縫い目がなく、ねじれません。出荷前に一度洗ってあるので、縮みの心配もありません。`,
    shelf: { in: 'clothing', by: 'Saltmarsh Works', type: 'T-shirt', tags: 'cotton, organic, unisex' },
    sale: { sku: 'TEE', price: '36.00 34.90 5500', popularity: 830, grams: 230 },
    options: ['Colour', 'Size'],
    variants: {
      'White / S': 22,
      'White / M': 35,
      'White / L': 30,
      'White / XL': 16,
      'Moss / S': 14,
      'Moss / M': 19,
      'Moss / L': 2,
      'Moss / XL': 8,
    },
    pictures: [
      ['tee', 'moss', 'A plain moss-green T-shirt laid flat'],
      ['tee', 'white', 'The T-shirt in white'],
    ],
  }),
  product('breton-long-sleeve', {
    en: `Breton Long Sleeve
      Twenty-one stripes, a boat neck and a cloth that has been woven for deckhands since long before it was
      fashionable. The fit is straight and the sleeve ends above the wrist.`,
    de: `Bretonisches Langarmshirt
      Einundzwanzig Streifen, ein U-Boot-Ausschnitt und ein Stoff, den Matrosen trugen, lange bevor er Mode wurde.
      Gerade geschnitten, und die Ärmel enden über dem Handgelenk.`,
    ja: `ブルターニュの長袖シャツ
      二十一本のしま、ボートネック。流行するよりずっと前から水夫たちが着てきた生地です。
      身幅はまっすぐ、袖は手首の少し上まで。`,
    shelf: { in: 'clothing', by: 'Saltmarsh Works', type: 'Top', tags: 'cotton, stripes, unisex' },
    sale: { sku: 'BRE', price: '54.00 49.90 7900', popularity: 720, grams: 310 },
    options: ['Size'],
    variants: { S: 13, M: 17, L: 12, XL: 6 },
    pictures: [['breton', 'white navy', 'A white long-sleeved top with navy stripes']],
  }),
  product('waxed-rain-jacket', {
    en: `Waxed Rain Jacket
      Dry-waxed cotton with a hood that turns with your head and toggles you can work in gloves. Rewax it each autumn
      and it will see you through twenty of them.`,
    de: `Gewachste Regenjacke
      Trocken gewachste Baumwolle mit einer Kapuze, die sich mit dem Kopf dreht, und Knebeln, die auch mit
      Handschuhen gehen. Jeden Herbst nachgewachst, hält sie zwanzig davon durch.`,
    ja: `ワックスコットンのレインジャケット
      さらりとしたドライワックスコットン製。フードは頭の動きについてきて、トグルは手袋のまま留められます。
      秋ごとにワックスを塗り直せば、二十年は着られます。`,
    shelf: { in: 'clothing', by: 'Saltmarsh Works', type: 'Jacket', tags: 'rain, waxed cotton, unisex' },
    sale: { sku: 'RAI', price: '189.00 179.00 28600', popularity: 760, grams: 1150 },
    options: ['Size'],
    variants: { S: 4, M: 10, L: 9, XL: 0 },
    pictures: [['raincoat', 'mustard walnut', 'A mustard hooded rain jacket with wooden toggles']],
  }),
  product('chore-jacket', {
    en: `Chore Jacket
      A moleskin work jacket with three patch pockets, cut roomy enough for a jumper. It starts stiff, fades at the
      elbows, and is best after a year.`,
    de: `Arbeitsjacke
      Eine Arbeitsjacke aus Moleskin mit drei aufgesetzten Taschen, weit genug für einen Pullover darunter. Erst
      steif, dann an den Ellbogen verblichen und nach einem Jahr am schönsten.`,
    ja: `ショアジャケット
      三つの貼り付けポケットがついた、モールスキンの作業着。中にセーターを着られるゆとりがあります。
      はじめは硬く、肘から色が抜け、一年後がいちばんいい表情です。`,
    shelf: { in: 'clothing', by: 'Saltmarsh Works', type: 'Jacket', tags: 'cotton, workwear, unisex' },
    sale: { sku: 'CHO', price: '112.00 104.90 16800', popularity: 580, grams: 880 },
    options: ['Colour', 'Size'],
    variants: {
      'Blue / S': 6,
      'Blue / M': 11,
      'Blue / L': 9,
      'Olive / S': 3,
      'Olive / M': 7,
      'Olive / L': 5,
    },
    pictures: [
      ['chore', 'blue white', 'A blue chore jacket with patch pockets'],
      ['chore', 'olive walnut', 'The chore jacket in olive'],
    ],
  }),
  product('linen-shirt', {
    en: `Washed Linen Shirt
      Woven from European flax and stone-washed so it is soft on the first day. The collar has no stiffener, which is
      the point of it.`,
    de: `Gewaschenes Leinenhemd
      Aus europäischem Flachs gewebt und mit Steinen gewaschen, damit es vom ersten Tag an weich ist. Der Kragen hat
      keine Einlage, und genau so soll es sein.`,
    ja: `ウォッシュドリネンシャツ
      ヨーロッパ産の亜麻を織り、ストーンウォッシュで最初からやわらかく仕上げました。
      襟に芯地は入れていません。そこがいいのです。`,
    shelf: { in: 'clothing', by: 'Linden Loom', type: 'Shirt', tags: 'linen, summer, men' },
    sale: { sku: 'LIN', price: '84.00 79.90 12800', popularity: 530, was: '98.00 92.90 14800', grams: 260 },
    options: ['Colour', 'Size'],
    variants: { 'Sky / S': 7, 'Sky / M': 12, 'Sky / L': 10, 'Blush / S': 0, 'Blush / M': 5, 'Blush / L': 4 },
    pictures: [['shirt', 'sky white', 'A sky-blue linen shirt with white buttons']],
  }),
  product('bobble-beanie', {
    en: `Bobble Beanie
      A double-layer merino hat with a turn-up that covers both ears and a bobble made of the yarn ends. No itch, we
      promise.`,
    de: `Bommelmütze
      Eine doppelt gestrickte Mütze aus Merinowolle, deren Umschlag beide Ohren bedeckt; die Bommel entsteht aus den
      Garnresten. Kratzt nicht, versprochen.`,
    ja: `ポンポン付きビーニー
      折り返しが両耳をすっぽり覆う、メリノウールの二重編みニット帽。ポンポンは編み終わりの糸でつくりました。
      ちくちくしません。お約束します。`,
    shelf: {
      in: 'accessories, knitwear',
      by: 'Northgarth Mill',
      type: 'Hat',
      tags: 'merino, winter, unisex',
    },
    sale: { sku: 'BEA', price: '38.00 34.90 5600', popularity: 690, grams: 110 },
    options: ['Colour'],
    variants: { Mustard: 20, Teal: 16, Rose: 9, Charcoal: 27 },
    pictures: [
      ['beanie', 'mustard', 'A mustard bobble hat with a ribbed turn-up'],
      ['beanie', 'teal', 'The bobble hat in teal'],
    ],
  }),
  product('checked-lambswool-scarf', {
    en: `Checked Lambswool Scarf
      Woven two metres long on a shuttle loom, then brushed with teasels until the check goes soft at the edges. The
      fringe is twisted by hand.`,
    de: `Karierter Lammwollschal
      Zwei Meter lang auf dem Schützenwebstuhl gewebt und mit Weberkarden aufgeraut, bis das Karo an den Rändern weich
      verschwimmt. Die Fransen sind von Hand gedreht.`,
    ja: `ラムウールのチェックマフラー
      シャトル織機で二メートルの長さに織り、アザミの実で起毛して、格子の輪郭をやわらかくぼかしました。
      房は手撚りです。`,
    shelf: { in: 'accessories', by: 'Northgarth Mill', type: 'Scarf', tags: 'wool, winter, check, gift' },
    sale: { sku: 'SCA', price: '58.00 54.90 8800', was: '68.00 64.90 9900', popularity: 550, grams: 220 },
    options: ['Colour'],
    variants: { Brick: 12, Forest: 10, Denim: 0 },
    pictures: [['scarf', 'brick butter', 'A brick-red scarf with a yellow check and a fringe']],
  }),
  product('walking-socks', {
    en: `Walking Socks
      A merino boot sock with looped cushioning under the heel and toe and none where it would bunch. Guaranteed for
      life; send us the pair and we send you another.`,
    de: `Wandersocken
      Eine Stiefelsocke aus Merinowolle, an Ferse und Zehen mit Frottee gepolstert und sonst nirgends, wo sie Falten
      würfe. Mit lebenslanger Garantie: Paar einschicken, neues Paar bekommen.`,
    ja: `ウォーキングソックス
      かかととつま先だけをパイル編みで厚くし、余分なごろつきをなくしたメリノウールの靴下。
      生涯保証付きです。一足送っていただければ、新しい一足をお送りします。`,
    shelf: {
      in: 'accessories, camping',
      by: 'Northgarth Mill',
      type: 'Socks',
      tags: 'merino, hiking, unisex',
    },
    sale: { sku: 'SOC', price: '22.00 19.90 3200', popularity: 740, grams: 95 },
    options: ['Colour', 'Size'],
    variants: {
      'Forest / 36-39': 25,
      'Forest / 40-43': 33,
      'Rust / 36-39': 18,
      'Rust / 40-43': 12,
      'Grey / 36-39': 4,
      'Grey / 40-43': 21,
    },
    pictures: [['socks', 'forest mustard', 'A pair of green socks with mustard heels and toes']],
  }),
  product('regatta-canvas-tote', {
    en: `Regatta Canvas Tote
      Eighteen-ounce sailcloth with handles that run all the way under the bag. Printed by hand with a small boat; it
      has carried firewood without complaint.`,
    de: `Segeltuchtasche „Regatta“
      Schweres Segeltuch mit Henkeln, die ganz unter der Tasche hindurchlaufen. Von Hand mit einem kleinen Boot
      bedruckt; sie hat auch schon klaglos Brennholz getragen.`,
    ja: `レガッタ・キャンバストート
      持ち手が底までぐるりと通った、厚手の帆布バッグ。小さな舟を手刷りしました。
      薪を運んでもびくともしません。`,
    shelf: { in: 'accessories', by: 'Saltmarsh Works', type: 'Bag', tags: 'canvas, everyday' },
    sale: { sku: 'TOT', price: '42.00 39.90 6200', popularity: 570, grams: 480 },
    options: ['Colour'],
    variants: { Cream: 30, Navy: 17, Brick: 8 },
    pictures: [['tote', 'cream navy', 'A cream canvas tote printed with a small navy boat']],
  }),
  product('bridle-leather-belt', {
    en: `Bridle Leather Belt
      Oak-bark tanned for a year and edged in wax, with a buckle cast in a two-man foundry. It will outlast the
      trousers, and the next pair.`,
    de: `Gürtel aus Zaumleder
      Ein Jahr lang in Eichenrinde gegerbt, die Kanten gewachst, mit einer Schnalle aus einer Zwei-Mann-Gießerei.
      Überdauert die Hose und die nächste auch.`,
    ja: `ブライドルレザーのベルト
      オークの樹皮で一年かけてなめし、コバを蝋で磨きました。バックルは職人二人の鋳造所製です。
      ズボンより、次のズボンよりも長持ちします。`,
    shelf: { in: 'accessories', by: 'Saltmarsh Works', type: 'Belt', tags: 'leather, brass, unisex' },
    sale: { sku: 'BLT', price: '68.00 64.90 9900', popularity: 310, grams: 240 },
    options: ['Length'],
    variants: { '80 cm': 6, '90 cm': 13, '100 cm': 9, '110 cm': 2 },
    pictures: [['belt', 'walnut brass', 'A coiled walnut-brown leather belt with a brass buckle']],
  }),
  product('felted-slippers', {
    en: `Felted Slippers
      Shaped from a single piece of boiled wool on a wooden last, with a cork sole that stays quiet on floorboards.
      They widen with your feet in a week.`,
    de: `Filzpantoffeln
      Aus einem Stück Walkwolle über einem Holzleisten geformt, mit einer Korksohle, die auf Dielen leise bleibt. In
      einer Woche haben sie sich dem Fuß angepasst.`,
    ja: `フェルトの室内履き
      一枚の縮絨ウールを木型に沿わせて成形し、板張りの床でも足音の静かなコルク底をつけました。
      一週間ほどで足の形になじみます。`,
    shelf: { in: 'accessories', by: 'Northgarth Mill', type: 'Slippers', tags: 'wool, felt, home' },
    sale: { sku: 'SLP', price: '64.00 59.90 9600', popularity: 390, grams: 340 },
    options: ['Size'],
    variants: { '37': 7, '39': 9, '41': 11, '43': 3, '45': 0 },
    pictures: [['slippers', 'teal grey', 'A pair of teal felt slippers seen from above']],
  }),
  product('fair-isle-mittens', {
    en: `Fair Isle Mittens
      Knitted in the round with two strands, so each mitten is twice as warm as it looks. The cord keeps a pair
      together through a coat's sleeves.`,
    de: `Fäustlinge im Fair-Isle-Muster
      Mit zwei Fäden rund gestrickt und deshalb doppelt so warm, wie sie aussehen. Die Kordel hält das Paar durch die
      Mantelärmel zusammen.`,
    ja: `フェアアイル柄のミトン
      二本の糸を渡しながら輪に編むので、見た目の倍はあたたかです。
      コートの袖に紐を通せば、片方だけなくすこともありません。`,
    shelf: {
      in: 'accessories, knitwear',
      by: 'Northgarth Mill',
      type: 'Mittens',
      tags: 'wool, winter, gift',
    },
    sale: { sku: 'MTN', price: '34.00 31.90 4980', popularity: 360, grams: 90 },
    options: ['Colour', 'Size'],
    variants: { 'Red / Child': 14, 'Red / Adult': 19, 'Sage / Child': 4, 'Sage / Adult': 10 },
    per: { Child: { price: '26.00 23.90 3800', grams: 55 } },
    pictures: [['mittens', 'red white', 'Red patterned mittens joined by a cord']],
  }),
]

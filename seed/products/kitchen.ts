import { product } from '../build.ts'

export const kitchen = [
  product('copper-stovetop-kettle', {
    en: `Copper Stovetop Kettle
      Spun from a single sheet of 1.2 mm copper and tinned inside, this kettle boils fast and pours without
      a drip. The oak handle stays cool enough to hold with a bare hand.
      - For gas, electric and solid-fuel stoves
      - Re-tinning service for life`,
    de: `Kupferkessel für den Herd
      Aus einem einzigen, 1,2 mm starken Kupferblech gedrückt und innen verzinnt: Dieser Kessel kocht schnell
      und gießt, ohne zu tropfen. Der Eichengriff bleibt so kühl, dass man ihn mit bloßer Hand fassen kann.
      - Für Gas-, Elektro- und Holzherde
      - Neuverzinnung ein Leben lang`,
    ja: `銅のやかん
      厚さ1.2 mmの銅板一枚から成形し、内側に錫を引きました。
      お湯が早く沸き、注ぎ口から滴が垂れません。オークの持ち手は熱くなりにくく、素手で持てます。
      - ガス、電気、薪ストーブ対応
      - 錫の引き直しに末永く対応します`,
    shelf: { in: 'cookware', by: 'Hearth & Hollow', type: 'Kettle', tags: 'copper, stovetop, gift' },
    sale: { sku: 'KET', price: '89.00 84.90 13200', popularity: 940, grams: 900 },
    options: ['Size'],
    variants: { '1 l': 14, '1.5 l': 3 },
    per: { '1.5 l': { price: '109.00 99.90 15800', grams: 1150 } },
    pictures: [['kettle', 'copper oak', 'A copper kettle with an arched oak handle']],
  }),
  product('enamelled-casserole', {
    en: `Enamelled Casserole
      A heavy cast-iron pot that browns, braises and bakes bread, with a lid that drips the steam back onto the
      roast. Three coats of enamel make it easy to clean and slow to chip.`,
    de: `Emaillierter Schmortopf
      Ein schwerer Topf aus Gusseisen zum Anbraten, Schmoren und Brotbacken; der Deckel lässt den Dampf auf den
      Braten zurücktropfen. Drei Schichten Emaille machen ihn pflegeleicht und widerstandsfähig.`,
    ja: `ホーロー鋳物鍋
      焼く、煮込む、パンを焼くまでこなす、どっしりとした鋳物鍋。蓋についた蒸気が滴となって料理に戻ります。
      三度がけのホーローは汚れが落ちやすく、欠けにくい仕上がりです。`,
    shelf: {
      in: 'cookware',
      by: 'Hearth & Hollow',
      type: 'Casserole',
      tags: 'cast iron, enamel, oven safe, slow cooking',
    },
    sale: { sku: 'CAS', price: '129.00 119.00 18700', popularity: 870, grams: 4300 },
    options: ['Colour', 'Size'],
    variants: {
      'Moss / 3 l': 9,
      'Moss / 5 l': 4,
      'Brick / 3 l': 12,
      'Brick / 5 l': 0,
      'Cream / 3 l': 7,
      'Cream / 5 l': 6,
    },
    per: { '5 l': { price: '159.00 149.00 23100', grams: 5900 }, 'Brick / 5 l': { backorder: true } },
    pictures: [
      ['casserole', 'brick', 'A brick-red cast-iron casserole with its lid on'],
      ['casserole', 'moss', 'The casserole in moss green'],
    ],
  }),
  product('cast-iron-skillet', {
    en: `Cast-Iron Skillet
      Milled smooth after casting and seasoned four times with flax oil, so eggs slide from the first morning.
      Works on every hob, in the oven and over a camp fire.`,
    de: `Gusseiserne Pfanne
      Nach dem Guss glatt geschliffen und viermal mit Leinöl eingebrannt, damit das Spiegelei vom ersten Morgen
      an gleitet. Für alle Herdarten, den Backofen und das Lagerfeuer.`,
    ja: `鋳鉄スキレット
      鋳造後に表面をなめらかに削り、亜麻仁油で四度焼き慣らしました。使い始めの朝から卵がするりと滑ります。
      あらゆるコンロ、オーブン、焚き火で使えます。`,
    shelf: {
      in: 'cookware',
      by: 'Hearth & Hollow',
      type: 'Frying pan',
      tags: 'cast iron, oven safe, induction',
    },
    sale: { sku: 'SKI', price: '45.00 42.90 6600', popularity: 780, grams: 1500 },
    options: ['Diameter'],
    variants: { '20 cm': 18, '26 cm': 22, '30 cm': 5 },
    per: {
      '26 cm': { price: '59.00 55.90 8800', grams: 2400 },
      '30 cm': { price: '72.00 67.90 10700', grams: 3200 },
    },
    pictures: [['skillet', 'charcoal white mustard', 'A black cast-iron skillet with a fried egg in it']],
  }),
  product('beech-spoon-set', {
    en: `Beech Spoon Set
      Two stirring spoons and a slotted turner, shaped on a band saw and finished by hand with linseed oil. The
      edges are thin enough to scrape a pan clean.`,
    de: `Kochlöffel-Set aus Buche
      Zwei Rührlöffel und ein geschlitzter Pfannenwender, mit der Bandsäge geformt und von Hand mit Leinöl
      veredelt. Die Kanten sind so dünn, dass man damit jeden Topf sauber auskratzt.`,
    ja: `ブナの調理スプーンセット
      スプーン二本と穴あきターナーの三本組。帯のこで形を切り出し、手作業で亜麻仁油を塗って仕上げました。
      縁が薄いので、鍋底をきれいにさらえます。`,
    shelf: { in: 'cookware', by: 'Birk & Daughters', type: 'Utensils', tags: 'wood, utensils, gift' },
    sale: { sku: 'SPO', price: '24.00 22.50 3500', popularity: 410, grams: 210, stock: 46 },
    pictures: [['spoons', 'beech oak', 'Two beech spoons and a slotted turner, fanned out']],
  }),
  product('oval-pie-dish', {
    en: `Oval Enamel Pie Dish
      A deep steel dish with a wide rim to crimp the pastry on. It goes straight from the freezer into a hot oven
      and then to the table.`,
    de: `Ovale Pie-Form aus Emaille
      Eine tiefe Form aus Stahl mit breitem Rand, auf dem sich der Teig gut andrücken lässt. Sie darf direkt vom
      Gefrierfach in den heißen Ofen und dann auf den Tisch.`,
    ja: `オーバル型ホーローパイ皿
      生地を押さえやすい広い縁のついた、深めのスチール皿。
      冷凍庫から熱いオーブンへ、そのまま食卓にも出せます。`,
    shelf: { in: 'cookware', by: 'Hearth & Hollow', type: 'Bakeware', tags: 'enamel, baking, oven safe' },
    sale: {
      sku: 'PIE',
      price: '19.50 18.90 2900',
      popularity: 260,
      was: '26.00 24.90 3900',
      grams: 620,
      stock: 17,
    },
    pictures: [['piedish', 'denim butter', 'A blue-rimmed oval dish holding a lattice berry pie']],
  }),
  product('walnut-rolling-pin', {
    en: `Walnut Rolling Pin
      A turned walnut barrel on steel bearings, heavy enough to do the work for you. The handles are beech and
      unscrew for cleaning.`,
    de: `Nudelholz aus Walnuss
      Eine gedrechselte Walze aus Walnussholz auf Stahllagern, schwer genug, um die Arbeit selbst zu tun. Die
      Griffe aus Buche lassen sich zum Reinigen abschrauben.`,
    ja: `ウォルナットのめん棒
      スチール製ベアリングで回る、ろくろ挽きのウォルナットのめん棒。重みがあるので力はいりません。
      ブナの持ち手は外して洗えます。`,
    shelf: { in: 'cookware', by: 'Birk & Daughters', type: 'Bakeware', tags: 'wood, baking, walnut' },
    sale: { sku: 'ROL', price: '38.00 35.90 5500', popularity: 230, grams: 980, stock: 11 },
    pictures: [['rollingpin', 'walnut beech', 'A walnut rolling pin with beech handles, dusted with flour']],
  }),
  product('nesting-mixing-bowls', {
    en: `Nesting Mixing Bowls
      Three stoneware bowls of 0.7, 1.6 and 3.2 litres that stack into the space of one. Each has a glazed inside,
      a raw foot that grips the worktop, and a lip that pours.`,
    de: `Rührschüsseln im Satz
      Drei Schüsseln aus Steinzeug mit 0,7, 1,6 und 3,2 Litern, die gestapelt nur den Platz von einer brauchen.
      Innen glasiert, mit rutschfestem rohem Fuß und einem Rand, der gut gießt.`,
    ja: `入れ子のミキシングボウル
      0.7、1.6、3.2リットルの陶器のボウル三点組。重ねれば一つ分の場所に収まります。
      内側は施釉、素焼きの高台は滑りにくく、縁は注ぎやすい形です。`,
    shelf: {
      in: 'cookware, tableware',
      by: 'Penrow Pottery',
      type: 'Mixing bowls',
      tags: 'stoneware, baking, set',
    },
    sale: { sku: 'NES', price: '68.00 64.90 9900', popularity: 520, grams: 3100, stock: 8 },
    pictures: [['bowls', 'cream rose sage', 'Three nested mixing bowls in cream, rose and sage']],
  }),
  product('bread-knife', {
    en: `Bread Knife
      A 24 cm blade with a deep serration that goes through a hard crust without tearing the crumb. Riveted walnut
      handle, made for right and left hands alike.`,
    de: `Brotmesser
      Eine 24 cm lange Klinge mit tiefem Wellenschliff, die durch die härteste Kruste geht, ohne die Krume zu
      zerreißen. Genieteter Griff aus Walnussholz, für Rechts- und Linkshänder.`,
    ja: `パン切り包丁
      刃渡り24 cm、深い波刃が硬い皮もすっと切り、中身をつぶしません。
      鋲留めのウォルナットの柄は、右利きにも左利きにもなじみます。`,
    shelf: { in: 'cookware', by: 'Hearth & Hollow', type: 'Knife', tags: 'knife, walnut, baking' },
    sale: { sku: 'KNI', price: '54.00 49.90 7900', popularity: 480, grams: 190, stock: 2 },
    pictures: [['knife', 'steel walnut', 'A serrated bread knife with a riveted walnut handle']],
  }),
  product('stone-pine-bread-box', {
    en: `Stone-Pine Bread Box
      Joined without glue from stone pine, whose resin keeps a loaf from going mouldy for days. The joiner works
      in the Bavarian Alps and delivers within Germany only.`,
    de: `Brotkasten aus Zirbenholz
      Leimfrei aus Zirbe gezinkt, deren Harz den Laib tagelang vor Schimmel schützt. Der Tischler arbeitet in den
      bayerischen Alpen und liefert nur nach Deutschland.`,
    ja: `スイス松のブレッドケース
      スイス松を接着剤なしで組み上げました。樹脂の力でパンが何日もかびにくくなります。
      バイエルン・アルプスの職人の手によるもので、お届けはドイツ国内のみです。`,
    shelf: { in: 'kitchen', by: 'Birk & Daughters', type: 'Bread box', tags: 'wood, bread, storage' },
    sale: { sku: 'BOX', price: '- 139.00 -', popularity: 310, grams: 2700, stock: 6 },
    pictures: [['breadbox', 'beech walnut', 'A pale pine bread box with a loaf resting on top']],
  }),
  product('stoneware-mug', {
    en: `Stoneware Mug
      Thrown by hand and dipped twice, so no two glaze lines are alike. It holds 320 ml and the handle takes three
      fingers.`,
    de: `Becher aus Steinzeug
      Von Hand gedreht und zweimal getaucht, sodass keine Glasurlinie der anderen gleicht. Fasst 320 ml, und am
      Henkel haben drei Finger Platz.`,
    ja: `陶器のマグカップ
      一つずつろくろで挽き、釉薬は二度がけ。釉の境目は一つとして同じものがありません。
      容量は320 ml、持ち手には指が三本入ります。`,
    shelf: { in: 'tableware', by: 'Penrow Pottery', type: 'Mug', tags: 'stoneware, handmade, gift' },
    sale: { sku: 'MUG', price: '22.00 19.90 3300', popularity: 960, grams: 380 },
    options: ['Colour'],
    variants: { Sage: 34, Denim: 21, Terracotta: 1, Oat: 40 },
    pictures: [
      ['mug', 'sage oat', 'A sage-green stoneware mug of steaming coffee'],
      ['mug', 'denim oat', 'The stoneware mug in denim blue'],
    ],
  }),
  product('speckled-dinner-plate', {
    en: `Speckled Dinner Plate
      A 27 cm plate with a low rim and iron speckles that come up through the glaze in the kiln. Safe in the
      dishwasher and the microwave.`,
    de: `Gesprenkelter Essteller
      Ein Teller von 27 cm mit flachem Rand; die Eisensprenkel treten erst im Brand durch die Glasur. Geeignet für
      Spülmaschine und Mikrowelle.`,
    ja: `鉄粉ディナープレート
      直径27 cm、縁の低い平皿。窯の中で釉薬の下から鉄の斑点が浮かび上がります。
      食器洗い機と電子レンジに対応しています。`,
    shelf: { in: 'tableware', by: 'Penrow Pottery', type: 'Plate', tags: 'stoneware, dishwasher safe' },
    sale: { sku: 'PLA', price: '28.00 25.90 4200', popularity: 540, grams: 720 },
    options: ['Colour'],
    variants: { Cream: 52, Sky: 24, Blush: 0 },
    pictures: [['plate', 'cream sage', 'A cream dinner plate with dark speckles and a painted sprig']],
  }),
  product('porridge-bowl', {
    en: `Porridge Bowl
      Deep and steep-sided, so the last spoonful is as easy as the first. The thick foot keeps breakfast warm and
      your palm comfortable.`,
    de: `Müslischale
      Tief und steilwandig, damit der letzte Löffel so leicht geht wie der erste. Der dicke Fuß hält das Frühstück
      warm und liegt angenehm in der Hand.`,
    ja: `ポリッジボウル
      深くて縁が立っているので、最後のひと口まできれいにすくえます。
      厚い高台が朝ごはんを冷めにくくし、手のひらにも熱さが伝わりません。`,
    shelf: { in: 'tableware', by: 'Penrow Pottery', type: 'Bowl', tags: 'stoneware, breakfast' },
    sale: { sku: 'BWL', price: '24.00 21.90 3600', popularity: 430, grams: 460 },
    options: ['Colour'],
    variants: { Blue: 28, Mustard: 16, Plum: 9 },
    pictures: [['bowl', 'blue cream plum', 'A blue bowl of porridge topped with berries']],
  }),
  product('olive-wood-board', {
    en: `Olive Wood Board
      Cut from trees that no longer bear fruit, each board keeps its own swirling grain. Serve cheese on one side
      and chop on the other.`,
    de: `Brett aus Olivenholz
      Aus Bäumen geschnitten, die keine Früchte mehr tragen; jedes Brett behält seine eigene, wirbelnde Maserung.
      Eine Seite zum Servieren von Käse, die andere zum Schneiden.`,
    ja: `オリーブウッドのボード
      実をつけなくなった古木から切り出し、一枚ごとに渦巻く木目が異なります。
      片面はチーズの盛り付けに、もう片面はまな板に。`,
    shelf: { in: 'tableware', by: 'Birk & Daughters', type: 'Board', tags: 'wood, serving, gift' },
    sale: { sku: 'BRD', price: '34.00 32.90 4900', popularity: 620, grams: 600 },
    options: ['Size'],
    variants: { Small: 20, Medium: 13, Large: 4 },
    per: {
      Medium: { price: '48.00 44.90 6900', grams: 950 },
      Large: { price: '69.00 64.90 9800', was: '79.00 74.90 11500', grams: 1500 },
    },
    pictures: [['board', 'oak mustard', 'An olive-wood board with a slice of lemon']],
  }),
  product('cork-top-jar', {
    en: `Cork-Top Storage Jar
      Mouth-blown from recycled glass and closed with a tapered cork that keeps oats dry and moths out. The
      straight walls make it easy to see what is running low.`,
    de: `Vorratsglas mit Korken
      Mundgeblasen aus Altglas und mit einem konischen Korken verschlossen, der Haferflocken trocken und Motten
      fernhält. An den geraden Wänden sieht man sofort, was zur Neige geht.`,
    ja: `コルク栓の保存びん
      再生ガラスを吹いてつくったびん。先細りのコルク栓が湿気と虫を防ぎます。
      まっすぐな側面で、残りの量がひと目でわかります。`,
    shelf: { in: 'kitchen', by: 'Hearth & Hollow', type: 'Storage jar', tags: 'glass, storage, recycled' },
    sale: { sku: 'JAR', price: '16.00 14.90 2400', popularity: 390, grams: 480 },
    options: ['Volume'],
    variants: { '0.5 l': 60, '1 l': 44, '2 l': 19 },
    per: {
      '1 l': { price: '21.00 18.90 3100', grams: 690 },
      '2 l': { price: '28.00 25.90 4200', grams: 1020 },
    },
    pictures: [['jar', 'sand oak', 'A glass jar of oats with a cork stopper']],
  }),
  product('turned-pepper-mill', {
    en: `Turned Pepper Mill
      A ceramic grinder set in a body turned from one block of wood, from powder-fine to cracked in six clicks.
      Stands 21 cm tall.`,
    de: `Gedrechselte Pfeffermühle
      Ein Keramikmahlwerk in einem Körper, der aus einem Stück Holz gedrechselt ist; in sechs Stufen von
      pulverfein bis grob geschrotet. 21 cm hoch.`,
    ja: `ろくろ挽きのペッパーミル
      一本の木から挽き出した胴に、セラミックの刃を収めました。細挽きから粗挽きまで六段階。
      高さは21 cmです。`,
    shelf: { in: 'tableware', by: 'Birk & Daughters', type: 'Pepper mill', tags: 'wood, walnut, gift' },
    sale: { sku: 'MIL', price: '42.00 39.90 6200', popularity: 350, grams: 340 },
    options: ['Wood'],
    variants: { Walnut: 12, Beech: 15 },
    pictures: [['mill', 'walnut brass', 'A tall turned walnut pepper mill with brass fittings']],
  }),
]

import { product } from '../build.ts'

export const textiles = [
  product('washed-linen-duvet-set', {
    en: `Washed Linen Duvet Set
      A duvet cover and two pillowcases in flax grown in Normandy, garment-washed so they crumple rather than crease.
      Closed with shell buttons on the inside.`,
    de: `Bettwäsche aus gewaschenem Leinen
      Ein Bettbezug und zwei Kissenbezüge aus normannischem Flachs, nach dem Nähen gewaschen, damit sie lässig fallen
      statt zu knittern. Innen mit Muschelknöpfen geschlossen.`,
    ja: `ウォッシュドリネンの寝具セット
      掛け布団カバー一枚と枕カバー二枚。ノルマンディー産の亜麻を縫製後に洗い、
      折りじわではなく、やわらかな風合いに仕上げました。内側の貝ボタンで留めます。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Bedding', tags: 'linen, bedroom, set' },
    sale: { sku: 'DUV', price: '189.00 179.00 28900', popularity: 770, grams: 1900 },
    options: ['Colour', 'Size'],
    variants: {
      'Sage / Single': 8,
      'Sage / Double': 11,
      'Blush / Single': 5,
      'Blush / Double': 2,
      'White / Single': 14,
      'White / Double': 17,
    },
    per: { Double: { price: '259.00 239.00 38900', grams: 2700 } },
    pictures: [
      ['bedding', 'sage walnut', 'A folded stack of sage linen bedding tied with a band'],
      ['bedding', 'blush plum', 'The linen bedding in blush'],
    ],
  }),
  product('linen-pillowcase', {
    en: `Linen Pillowcase
      Cool in July, warm in January, and closed with three buttons so the pillow stays in. Woven from the same yarn as
      our duvet covers, so the colours match.`,
    de: `Kissenbezug aus Leinen
      Kühl im Juli, warm im Januar und mit drei Knöpfen geschlossen, damit das Kissen drinbleibt. Aus demselben Garn wie
      unsere Bettbezüge gewebt, also passen die Farben zusammen.`,
    ja: `リネンの枕カバー
      七月は涼しく、一月はあたたか。三つのボタンで枕が飛び出しません。
      掛け布団カバーと同じ糸で織っているので、色がぴったりそろいます。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Pillowcase', tags: 'linen, bedroom' },
    sale: { sku: 'PIL', price: '34.00 31.90 5200', popularity: 410, grams: 240 },
    options: ['Colour'],
    variants: { Sage: 22, Lilac: 13, White: 30 },
    pictures: [['pillow', 'lilac plum', 'A lilac linen pillowcase with three buttons']],
  }),
  product('checked-wool-throw', {
    en: `Checked Wool Throw
      Pure new wool in a window-pane check, 140 by 200 cm, with a fringe long enough to fidget with. Heavy enough to
      stay on the sofa arm where you put it.`,
    de: `Karierte Wolldecke
      Reine Schurwolle mit Fensterkaro, 140 mal 200 cm, mit Fransen, die lang genug zum Spielen sind. Schwer genug, um
      auf der Sofalehne liegen zu bleiben.`,
    ja: `ウールのチェックブランケット
      ピュアニューウールの窓枠チェック。140×200 cm、つい指で遊びたくなる長めの房つきです。
      ほどよい重みで、ソファの肘掛けに掛けてもずり落ちません。`,
    shelf: {
      in: 'home-textiles',
      by: 'Northgarth Mill',
      type: 'Throw',
      tags: 'wool, check, living room, gift',
    },
    sale: { sku: 'THR', price: '118.00 109.00 17800', popularity: 710, grams: 1300 },
    options: ['Colour'],
    variants: { Denim: 7, Rust: 9, Moss: 0 },
    per: { Moss: { backorder: true } },
    pictures: [
      ['throw', 'denim cream', 'A denim-blue checked wool throw with a fringe'],
      ['throw', 'rust butter', 'The wool throw in rust'],
    ],
  }),
  product('block-print-cushion', {
    en: `Block-Print Cushion
      Printed with a pearwood block that leaves each petal a little uneven, on heavy cotton with a feather pad inside.
      The cover zips off for washing.`,
    de: `Kissen mit Handdruck
      Mit einem Model aus Birnenholz bedruckt, das jedes Blütenblatt etwas anders lässt, auf schwerer Baumwolle und mit
      Federfüllung. Der Bezug lässt sich zum Waschen abnehmen.`,
    ja: `木版プリントのクッション
      梨の木の版木で一つずつ押すため、花びらの表情がすべて少しずつ違います。厚手の綿地に羽根の中材入り。
      カバーは外して洗えます。`,
    shelf: {
      in: 'home-textiles',
      by: 'Linden Loom',
      type: 'Cushion',
      tags: 'cotton, block print, living room',
    },
    sale: { sku: 'BPC', price: '46.00 42.90 6900', popularity: 500, grams: 620 },
    options: ['Colour'],
    variants: { Butter: 14, Teal: 6 },
    pictures: [
      ['cushion', 'butter brick teal', 'A yellow cushion printed with red and teal flowers'],
      ['cushion', 'teal cream butter', 'The printed cushion in teal'],
    ],
  }),
  product('deckchair-stripe-cushion', {
    en: `Deckchair Stripe Cushion
      Woven in the same cloth as the chairs on our seafront, with a knot of piping at every corner. Fade-resistant, so
      it can spend the summer outside.`,
    de: `Kissen mit Liegestuhlstreifen
      Gewebt aus demselben Stoff wie die Liegestühle an unserer Promenade, mit einem Knoten an jeder Ecke. Lichtecht,
      also darf es den Sommer draußen verbringen.`,
    ja: `デッキチェアストライプのクッション
      海辺のデッキチェアと同じ生地で織り、四隅に結び目をあしらいました。
      色あせしにくいので、夏のあいだ外に置いておけます。`,
    shelf: {
      in: 'home-textiles, outdoor',
      by: 'Linden Loom',
      type: 'Cushion',
      tags: 'cotton, stripes, garden',
    },
    sale: {
      sku: 'DCK',
      price: '39.00 36.90 5900',
      popularity: 300,
      was: '48.00 44.90 7200',
      grams: 580,
      stock: 19,
    },
    pictures: [['stripecushion', 'cream blue mustard', 'A cream cushion with blue and mustard stripes']],
  }),
  product('waffle-towel', {
    en: `Waffle Towel
      A deep honeycomb weave that drinks water fast and dries on the rail by lunchtime. Half linen, half cotton, and
      softer every wash.`,
    de: `Waffelhandtuch
      Ein tiefes Wabengewebe, das Wasser schnell aufnimmt und bis mittags auf der Stange trocken ist. Halb Leinen, halb
      Baumwolle und mit jeder Wäsche weicher.`,
    ja: `ワッフルタオル
      深い蜂の巣織りが水をすばやく吸い、昼には掛けたまま乾いています。
      麻と綿が半々。洗うたびにやわらかくなります。`,
    shelf: {
      in: 'home-textiles, bath-body',
      by: 'Linden Loom',
      type: 'Towel',
      tags: 'linen, cotton, bathroom',
    },
    sale: { sku: 'WAF', price: '24.00 21.90 3600', popularity: 630, grams: 220 },
    options: ['Colour', 'Size'],
    variants: {
      'White / Hand': 40,
      'White / Bath': 26,
      'Sky / Hand': 18,
      'Sky / Bath': 11,
      'Terracotta / Hand': 4,
      'Terracotta / Bath': 0,
    },
    per: { Bath: { price: '46.00 42.90 6900', grams: 560 } },
    pictures: [
      ['towel', 'sky navy', 'A sky-blue waffle towel on a wooden rail'],
      ['towel', 'terracotta cream', 'The waffle towel in terracotta'],
    ],
  }),
  product('guest-towel-trio', {
    en: `Guest Towel Trio
      Three small towels in three colours, so each visitor knows their own. Looped on one side, flat on the other, with
      a tab for the hook.`,
    de: `Gästehandtücher im Trio
      Drei kleine Handtücher in drei Farben, damit jeder Gast das eigene erkennt. Eine Seite Frottee, eine glatt, mit
      Aufhänger für den Haken.`,
    ja: `ゲストタオル三枚組
      自分の一枚がわかるよう、三色をそろえた小ぶりのタオルセット。
      片面はパイル、片面は平織りで、フック用のループ付きです。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Towel', tags: 'cotton, bathroom, set' },
    sale: { sku: 'GST', price: '32.00 29.90 4800', popularity: 260, grams: 420, stock: 24 },
    pictures: [['foldedtowels', 'rose cream teal', 'Three rolled towels in rose, cream and teal']],
  }),
  product('striped-tea-towel', {
    en: `Striped Tea Towel
      Pure linen that polishes glasses without leaving a thread behind. The hanging loop is sewn in at the middle, where
      it dries best.`,
    de: `Gestreiftes Geschirrtuch
      Reines Leinen, das Gläser poliert, ohne eine Faser zu hinterlassen. Die Schlaufe sitzt in der Mitte, denn so
      trocknet es am besten.`,
    ja: `しま模様のキッチンクロス
      麻100 %。グラスを磨いても毛羽が残りません。
      いちばん乾きやすい中央に、吊り下げループを縫い付けました。`,
    shelf: {
      in: 'home-textiles, kitchen',
      by: 'Linden Loom',
      type: 'Tea towel',
      tags: 'linen, kitchen, stripes',
    },
    sale: { sku: 'TTL', price: '18.00 16.90 2700', popularity: 570, grams: 130 },
    options: ['Colour'],
    variants: { Red: 37, Blue: 29, Mustard: 1 },
    pictures: [['teatowel', 'white red', 'A white tea towel with red stripes on a hook']],
  }),
  product('scalloped-tablecloth', {
    en: `Scalloped Tablecloth
      Cotton twill with a scalloped edge, stitched by a machine older than the shop. It washes at 60 degrees, because
      red wine happens.`,
    de: `Tischdecke mit Bogenkante
      Baumwollköper mit Bogenkante, genäht auf einer Maschine, die älter ist als der Laden. Bei 60 Grad waschbar, denn
      Rotwein passiert.`,
    ja: `スカラップ縁のテーブルクロス
      綿ツイルの縁を、店より古いミシンで波形にかがりました。
      赤ワインはこぼれるもの。60 ℃で洗えます。`,
    shelf: { in: 'home-textiles, kitchen', by: 'Linden Loom', type: 'Tablecloth', tags: 'cotton, dining' },
    sale: { sku: 'TBC', price: '58.00 54.90 8800', popularity: 290, grams: 560 },
    options: ['Size'],
    variants: { '140 × 180 cm': 9, '140 × 240 cm': 6 },
    per: { '140 × 240 cm': { price: '74.00 69.90 11200', grams: 760 } },
    pictures: [['tablecloth', 'white rose', 'A table laid with a white scalloped cloth and flowers']],
  }),
  product('hemstitched-napkins', {
    en: `Hemstitched Napkins
      Four linen squares of 45 cm with a drawn-thread hem and a sprig embroidered in one corner. They fold flat and
      iron damp.`,
    de: `Servietten mit Hohlsaum
      Vier Leinenquadrate von 45 cm mit Hohlsaum und einem gestickten Zweig in der Ecke. Sie lassen sich glatt falten
      und am besten feucht bügeln.`,
    ja: `ヘムステッチのナプキン
      45 cm角の麻ナプキン四枚組。縁に糸抜きのかがり飾り、角に小枝の刺繍を入れました。
      湿り気のあるうちにアイロンをかけると、きれいに仕上がります。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Napkins', tags: 'linen, dining, set, gift' },
    sale: { sku: 'NAP', price: '44.00 40.90 6600', popularity: 240, grams: 240 },
    options: ['Colour'],
    variants: { Oat: 15, Sage: 10, Plum: 5 },
    pictures: [['napkins', 'oat forest', 'Folded oat linen napkins with an embroidered sprig']],
  }),
  product('braided-jute-rug', {
    en: `Braided Jute Rug
      Coiled and stitched from the middle out, so either side can face up. It takes muddy boots and only asks to be
      shaken.`,
    de: `Geflochtener Juteteppich
      Von der Mitte aus gewickelt und vernäht, sodass beide Seiten nach oben dürfen. Er verträgt schmutzige Stiefel und
      will nur ausgeschüttelt werden.`,
    ja: `編みジュートの円形ラグ
      中心から渦巻き状に縫い合わせてあり、表裏どちらも使えます。
      泥のついた長靴でも大丈夫。外で振るうだけで手入れは済みます。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Rug', tags: 'jute, hall, round' },
    sale: { sku: 'RUG', price: '79.00 74.90 12000', popularity: 380, grams: 2600 },
    options: ['Diameter'],
    variants: { '90 cm': 8, '120 cm': 5, '150 cm': 2 },
    per: {
      '120 cm': { price: '119.00 109.00 17800', grams: 4600 },
      '150 cm': { price: '169.00 159.00 25800', grams: 7100 },
    },
    pictures: [['rug', 'sand brick', 'A round jute rug with two brick-red rings']],
  }),
  product('patchwork-quilt', {
    en: `Patchwork Quilt
      Pieced from shirting offcuts and quilted by hand along every seam, with a plain cotton back. No two are the same;
      yours comes signed.`,
    de: `Patchworkdecke
      Aus Hemdenstoffresten zusammengesetzt und entlang jeder Naht von Hand gequiltet, mit schlichter Rückseite aus
      Baumwolle. Keine gleicht der anderen; jede ist signiert.`,
    ja: `パッチワークキルト
      シャツ地の端切れをはぎ合わせ、縫い目に沿って手で刺し縫いしました。裏は無地の綿です。
      同じものは二つとなく、作り手の署名入りでお届けします。`,
    shelf: { in: 'home-textiles', by: 'Linden Loom', type: 'Quilt', tags: 'cotton, handmade, bedroom' },
    sale: { sku: 'QLT', price: '248.00 229.00 36800', popularity: 440, grams: 1800 },
    options: ['Size'],
    variants: { Single: 3, Double: 1 },
    per: { Double: { price: '328.00 299.00 48800', was: '388.00 359.00 58000', grams: 2600 } },
    pictures: [['quilt', 'rose blue butter', 'A patchwork quilt of rose, blue and butter-yellow squares']],
  }),
  product('potters-apron', {
    en: `Potter's Apron
      Ten-ounce denim with a split pocket and cross-back tapes that take the weight off your neck. Equally good for
      clay, bread and pruning.`,
    de: `Töpferschürze
      Kräftiger Denim mit geteilter Tasche und gekreuzten Bändern, die den Nacken entlasten. Gleich gut für Ton, Brot
      und Rosenschnitt.`,
    ja: `陶工のエプロン
      10オンスのデニムに、二つに分かれたポケット。背中で交差する紐が首の負担を軽くします。
      ろくろにも、パンづくりにも、庭の剪定にも。`,
    shelf: {
      in: 'home-textiles, kitchen',
      by: 'Saltmarsh Works',
      type: 'Apron',
      tags: 'denim, kitchen, garden, gift',
    },
    sale: { sku: 'APR', price: '52.00 48.90 7800', popularity: 460, grams: 410 },
    options: ['Colour'],
    variants: { Denim: 18, Forest: 9 },
    pictures: [
      ['apron', 'denim walnut', 'A denim apron with a wooden spoon in the pocket'],
      ['apron', 'forest walnut', 'The apron in forest green'],
    ],
  }),
  product('quilted-oven-mitt', {
    en: `Quilted Oven Mitt
      Two layers of wool felt inside quilted cotton keep 250 °C at bay for as long as it takes to find a trivet. Cut
      long to cover the wrist.`,
    de: `Gesteppter Ofenhandschuh
      Zwei Lagen Wollfilz in gesteppter Baumwolle halten 250 °C ab, bis der Untersetzer gefunden ist. Lang geschnitten,
      damit auch das Handgelenk geschützt ist.`,
    ja: `キルトのオーブンミトン
      キルティングの綿地に羊毛フェルトを二重に挟み、鍋敷きを探すあいだ250 ℃の熱から手を守ります。
      手首まで覆う長めの丈です。`,
    shelf: {
      in: 'home-textiles, cookware',
      by: 'Linden Loom',
      type: 'Oven mitt',
      tags: 'cotton, kitchen, baking',
    },
    sale: { sku: 'OVM', price: '22.00 19.90 3300', popularity: 320, grams: 140 },
    options: ['Colour'],
    variants: { Mustard: 21, Brick: 16 },
    pictures: [['ovenmitt', 'mustard teal', 'A quilted mustard oven mitt with a teal cuff']],
  }),
  product('knitted-hot-water-bottle', {
    en: `Knitted Hot-Water Bottle
      A natural-rubber bottle of two litres in a zigzag lambswool cover that ties at the neck. Fill it from the tap, not
      from the kettle.`,
    de: `Wärmflasche im Strickbezug
      Eine Zwei-Liter-Flasche aus Naturkautschuk in einem Zickzackbezug aus Lammwolle, der am Hals gebunden wird. Mit
      heißem Leitungswasser füllen, nicht mit kochendem.`,
    ja: `ニットカバーの湯たんぽ
      天然ゴムの二リットル湯たんぽに、首元を結ぶジグザグ編みのラムウールカバーをつけました。
      沸騰した湯ではなく、給湯器のお湯を入れてください。`,
    shelf: {
      in: 'home-textiles',
      by: 'Northgarth Mill',
      type: 'Hot-water bottle',
      tags: 'wool, winter, gift',
    },
    sale: { sku: 'HWB', price: '42.00 38.90 6200', popularity: 530, grams: 620 },
    options: ['Colour'],
    variants: { Plum: 13, Grey: 17 },
    pictures: [['hotwater', 'plum cream', 'A hot-water bottle in a plum zigzag knit with a bow']],
  }),
]

import { product } from '../build.ts'

export const bath = [
  product('oatmeal-soap', {
    en: `Oatmeal & Honey Soap
      Cold-processed olive-oil soap, cured for eight weeks until the bar is hard and mild. The oats are milled fine
      enough to polish and not to scratch.`,
    de: `Hafer-Honig-Seife
      Kaltgerührte Olivenölseife, acht Wochen gereift, bis das Stück hart und mild ist. Der Hafer ist so fein gemahlen,
      dass er poliert und nicht kratzt.`,
    ja: `オートミールとはちみつの石けん
      オリーブ油をコールドプロセスで仕込み、硬くまろやかになるまで八週間熟成させました。
      オーツは細かく挽いてあるので、肌を傷つけず、なめらかに磨きます。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Soap', tags: 'soap, honey, sensitive skin' },
    sale: { sku: 'OSO', price: '8.50 7.90 1280', popularity: 660, grams: 120, stock: 58 },
    pictures: [['soap', 'oat honey walnut', 'Two bars of oatmeal and honey soap on a wooden rack']],
  }),
  product('three-gardens-soap-set', {
    en: `Three Gardens Soap Set
      One bar each of rosemary, rose geranium and fig leaf, wrapped in paper bands you can plant: there are poppy seeds
      in them.`,
    de: `Seifenset „Drei Gärten“
      Je ein Stück mit Rosmarin, Rosengeranie und Feigenblatt, umhüllt von Papierbanderolen zum Einpflanzen: Darin
      stecken Mohnsamen.`,
    ja: `三つの庭の石けんセット
      ローズマリー、ローズゼラニウム、いちじくの葉を一個ずつ。
      帯紙にはポピーの種が漉き込まれていて、そのまま土に植えられます。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Soap', tags: 'soap, set, gift' },
    sale: {
      sku: 'TGS',
      price: '24.00 21.90 3600',
      popularity: 580,
      was: '28.00 25.90 4200',
      grams: 360,
      stock: 25,
    },
    pictures: [['soapstack', 'sage rose butter', 'Three wrapped soaps in sage, rose and yellow']],
  }),
  product('gardeners-hand-cream', {
    en: `Gardener's Hand Cream
      Shea butter and calendula in a cream that sinks in before you pick the trowel up again. It smells faintly of
      tomato leaf.`,
    de: `Handcreme für Gärtner
      Sheabutter und Ringelblume in einer Creme, die eingezogen ist, bevor man wieder zur Schaufel greift. Duftet ganz
      leicht nach Tomatenblatt.`,
    ja: `庭師のハンドクリーム
      シアバターとカレンデュラ配合。スコップを握り直すころには、もう肌になじんでいます。
      トマトの葉がほのかに香ります。`,
    shelf: {
      in: 'bath-body, garden',
      by: 'Fenwick Soapworks',
      type: 'Hand cream',
      tags: 'hands, shea, gardening, gift',
    },
    sale: { sku: 'HND', price: '16.00 14.90 2400', popularity: 640, grams: 95 },
    options: ['Volume'],
    variants: { '30 ml': 47, '75 ml': 32 },
    per: { '30 ml': { price: '9.00 7.90 1350', grams: 45 } },
    pictures: [['tube', 'moss brass forest', 'A moss-green tube of hand cream with a leaf emblem']],
  }),
  product('sea-salt-bath-soak', {
    en: `Sea Salt Bath Soak
      Coarse Atlantic salt with lavender or eucalyptus oil, in a jar with its own scoop. Two scoops and twenty minutes
      are the prescription.`,
    de: `Badesalz aus dem Meer
      Grobes Atlantiksalz mit Lavendel- oder Eukalyptusöl, im Glas mit eigener Schaufel. Das Rezept lautet: zwei
      Schaufeln und zwanzig Minuten.`,
    ja: `海塩のバスソルト
      大西洋の粗塩にラベンダーまたはユーカリの精油を合わせ、スプーンを添えて瓶に詰めました。
      二さじ入れて二十分。これが処方箋です。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Bath salts', tags: 'bath, lavender, gift' },
    sale: { sku: 'SAL', price: '19.00 17.90 2900', popularity: 490, grams: 560 },
    options: ['Scent'],
    variants: { Lavender: 20, Eucalyptus: 14 },
    pictures: [
      ['salts', 'lavender oak', 'A jar of lavender bath salts with a wooden scoop'],
      ['salts', 'mint oak', 'The eucalyptus bath salts'],
    ],
  }),
  product('apothecary-hand-wash', {
    en: `Apothecary Hand Wash
      A gel wash made with oats instead of sulphates, in an amber bottle meant to be kept. Refills cost less and come in
      paper.`,
    de: `Handseife im Apothekerglas
      Ein Waschgel mit Hafer statt Sulfaten, in einer Braunglasflasche zum Behalten. Nachfüllpackungen sind günstiger
      und kommen in Papier.`,
    ja: `薬瓶のハンドウォッシュ
      硫酸系洗浄剤の代わりにオーツ麦を使ったジェル。琥珀色の瓶は繰り返しお使いください。
      詰め替えは紙パック入りで、お得です。`,
    shelf: {
      in: 'bath-body',
      by: 'Fenwick Soapworks',
      type: 'Hand wash',
      tags: 'hands, refill, sulphate free',
    },
    sale: { sku: 'WSH', price: '18.00 16.90 2750', popularity: 560, grams: 620 },
    options: ['Scent', 'Format'],
    variants: {
      'Fig / Bottle': 23,
      'Fig / Refill': 35,
      'Rosemary / Bottle': 18,
      'Rosemary / Refill': 0,
    },
    per: { Refill: { price: '12.00 10.90 1800', grams: 520 } },
    pictures: [['pump', 'ochre charcoal moss', 'An amber pump bottle of hand wash']],
  }),
  product('beeswax-lip-balm', {
    en: `Beeswax Lip Balm
      Five ingredients in a tin that opens with one thumb. The wax comes from the same hives as our heather honey.`,
    de: `Lippenbalsam aus Bienenwachs
      Fünf Zutaten in einer Dose, die sich mit einem Daumen öffnen lässt. Das Wachs stammt aus denselben Stöcken wie
      unser Heidehonig.`,
    ja: `蜜蝋リップバーム
      材料は五つだけ。親指一本で開く小さな缶入りです。
      蜜蝋は、当店のヒースのはちみつと同じ巣箱から採れたものです。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Lip balm', tags: 'lips, beeswax, pocket' },
    sale: { sku: 'LIP', price: '6.50 5.90 980', popularity: 520, grams: 20 },
    options: ['Flavour'],
    variants: { Honey: 66, Mint: 41, Rose: 3 },
    pictures: [['balm', 'butter honey cream', 'An open tin of pale yellow lip balm beside its lid']],
  }),
  product('beech-nail-brush', {
    en: `Beech Nail Brush
      Stiff plant bristle on the wide side and softer on the narrow one, set in oiled beech. Hang it by the cord, bristles
      down, and it lasts for years.`,
    de: `Nagelbürste aus Buche
      Auf der breiten Seite steife Pflanzenborsten, auf der schmalen weichere, in geölter Buche. An der Kordel mit den
      Borsten nach unten aufgehängt, hält sie Jahre.`,
    ja: `ブナの爪ブラシ
      広い面には硬め、細い面にはやわらかめの植物繊維を、オイル仕上げのブナに植えました。
      毛を下にして紐で吊るしておけば、何年ももちます。`,
    shelf: { in: 'bath-body', by: 'Birk & Daughters', type: 'Brush', tags: 'wood, hands, plastic free' },
    sale: { sku: 'NLB', price: '12.00 10.90 1800', popularity: 270, grams: 80, stock: 33 },
    pictures: [['nailbrush', 'beech cream', 'A beech nail brush with pale bristles and bubbles']],
  }),
  product('long-handled-bath-brush', {
    en: `Long-Handled Bath Brush
      Reaches the spot between the shoulder blades and wakes it up. The head comes off for dry brushing.`,
    de: `Badebürste mit langem Stiel
      Erreicht die Stelle zwischen den Schulterblättern und weckt sie auf. Zum Trockenbürsten lässt sich der Kopf
      abnehmen.`,
    ja: `長柄のボディブラシ
      肩甲骨の間まで届いて、すっきり目を覚まします。
      頭の部分は外せるので、乾いた肌のブラッシングにも使えます。`,
    shelf: { in: 'bath-body', by: 'Birk & Daughters', type: 'Brush', tags: 'wood, bath, plastic free' },
    sale: { sku: 'BBR', price: '28.00 25.90 4200', popularity: 230, grams: 190, stock: 9 },
    pictures: [['backbrush', 'oak cream', 'A long-handled oak bath brush']],
  }),
  product('honeycomb-sea-sponge', {
    en: `Honeycomb Sea Sponge
      Cut by divers above the root so it grows back, then rinsed and never bleached. It lathers with almost no soap.`,
    de: `Naturschwamm
      Von Tauchern über der Wurzel geschnitten, damit er nachwächst, dann gespült und nie gebleicht. Schäumt schon mit
      ganz wenig Seife.`,
    ja: `ハニコム天然海綿
      また育つように、潜水夫が根元を残して刈り取りました。水洗いのみで、漂白はしていません。
      少しの石けんでよく泡立ちます。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Sponge', tags: 'bath, natural, plastic free' },
    sale: { sku: 'SPG', price: '16.00 14.90 2450', popularity: 310, grams: 25 },
    options: ['Size'],
    variants: { Medium: 17, Large: 4 },
    per: { Large: { price: '26.00 23.90 3950', grams: 45 } },
    pictures: [['sponge', 'butter', 'A pale yellow natural sea sponge among bubbles']],
  }),
  product('evening-candle', {
    en: `Evening Candle
      Rapeseed wax with a cotton wick, poured in small rounds and tested for a clean forty-hour burn. When it is done,
      the glass holds whisky or toothbrushes.`,
    de: `Abendkerze
      Rapswachs mit Baumwolldocht, in kleinen Mengen gegossen und auf vierzig saubere Brennstunden geprüft. Danach taugt
      das Glas für Whisky oder Zahnbürsten.`,
    ja: `夕べのキャンドル
      菜種ワックスと綿の芯で少量ずつ流し込み、四十時間きれいに燃えることを確かめました。
      使い終わった器は、ウイスキーグラスにも歯ブラシ立てにもなります。`,
    shelf: {
      in: 'bath-body, home-textiles',
      by: 'Fenwick Soapworks',
      type: 'Candle',
      tags: 'candle, scented, gift',
    },
    sale: { sku: 'CDL', price: '32.00 28.90 4800', popularity: 820, grams: 480 },
    options: ['Scent'],
    variants: { 'Wood smoke': 19, 'Fig leaf': 24, 'Sea air': 2, Library: 13 },
    pictures: [
      ['candle', 'brick cream walnut', 'A lit candle in a brick-red glass'],
      ['candle', 'teal cream forest', 'The candle in a teal glass'],
    ],
  }),
  product('barbers-shaving-set', {
    en: `Barber's Shaving Set
      A synthetic-bristle brush, a stoneware bowl and a puck of tallow-free soap that whips up in thirty seconds. The
      brush stands on its own foot.`,
    de: `Rasierset vom Barbier
      Ein Pinsel mit Synthetikborsten, eine Schale aus Steinzeug und ein Stück talgfreie Seife, die in dreißig Sekunden
      aufschäumt. Der Pinsel steht von allein.`,
    ja: `床屋のシェービングセット
      合成毛のブラシ、陶器のボウル、牛脂不使用の石けんの三点。三十秒で豊かに泡立ちます。
      ブラシは台なしでも立ちます。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Shaving set', tags: 'shaving, set, gift' },
    sale: {
      sku: 'SHV',
      price: '58.00 52.90 8600',
      popularity: 350,
      was: '69.00 62.90 9900',
      grams: 620,
      stock: 7,
    },
    pictures: [['shaving', 'walnut oat blue', 'A shaving brush beside a blue bowl of foam']],
  }),
  product('dry-body-oil', {
    en: `Dry Body Oil
      Grapeseed, apricot kernel and a little neroli, light enough to dress over at once. Shake it; nothing in the bottle
      is there to hold it together.`,
    de: `Trockenes Körperöl
      Traubenkern, Aprikosenkern und etwas Neroli, so leicht, dass man sich sofort anziehen kann. Bitte schütteln: Es
      enthält nichts, was es künstlich zusammenhält.`,
    ja: `ドライボディオイル
      グレープシードとあんず核油に、ネロリを少し。すぐに服を着られるほど軽やかです。
      乳化剤を使っていないので、よく振ってお使いください。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Body oil', tags: 'body, oil, neroli' },
    sale: { sku: 'OIL', price: '34.00 31.90 5200', popularity: 380, grams: 260, stock: 15 },
    pictures: [['dropper', 'honey charcoal terracotta', 'An amber glass bottle of body oil with a dropper']],
  }),
  product('shampoo-bar', {
    en: `Shampoo Bar
      One puck does the work of two bottles and is allowed in hand luggage. The tin has a raised floor so it dries out
      between washes.`,
    de: `Festes Shampoo
      Ein Stück ersetzt zwei Flaschen und darf ins Handgepäck. Die Dose hat einen erhöhten Boden, damit es zwischen den
      Wäschen trocknet.`,
    ja: `固形シャンプー
      一個でボトル二本分。機内にも持ち込めます。
      缶の底が上げ底になっているので、使うたびにしっかり乾きます。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Shampoo', tags: 'hair, travel, plastic free' },
    sale: { sku: 'SMP', price: '13.50 11.90 1980', popularity: 610, grams: 95 },
    options: ['Hair'],
    variants: { Dry: 28, Fine: 22, Curly: 0 },
    pictures: [['shampoobar', 'mint steel leaf', 'A mint-green shampoo bar in an open tin']],
  }),
  product('reed-diffuser', {
    en: `Reed Diffuser
      Five rattan reeds carry the scent up from a stoneware flask for about three months. Turn them on Sundays.`,
    de: `Raumduft mit Stäbchen
      Fünf Rattanstäbchen tragen den Duft rund drei Monate lang aus einer Flasche aus Steinzeug. Sonntags umdrehen.`,
    ja: `リードディフューザー
      五本のラタンスティックが、陶器の瓶からおよそ三か月間香りを広げます。
      日曜日に上下を返してください。`,
    shelf: { in: 'bath-body', by: 'Fenwick Soapworks', type: 'Diffuser', tags: 'scented, home, gift' },
    sale: { sku: 'RDF', price: '42.00 38.90 6300', popularity: 290, grams: 540 },
    options: ['Scent'],
    variants: { 'Fig leaf': 11, 'Sea air': 8 },
    pictures: [['diffuser', 'blue brass forest', 'A blue stoneware reed diffuser with five reeds']],
  }),
  product('hinoki-bath-tablets', {
    en: `Hinoki Bath Tablets
      Pressed from the shavings of a cypress-bucket maker, so the bathroom smells of a mountain inn. Made for the Japanese
      market and sold in Japan only.`,
    de: `Badetabletten aus Hinoki
      Aus den Hobelspänen eines Küfers gepresst, der Eimer aus Scheinzypresse baut; das Bad duftet nach Berggasthof. Nur
      in Japan erhältlich.`,
    ja: `ひのきの入浴剤
      桶職人のかんな屑を固めた入浴剤。浴室いっぱいに、山の宿のような香りが広がります。
      日本国内限定の販売です。`,
    shelf: { in: 'bath-body', by: 'Kominato Craft', type: 'Bath tablets', tags: 'bath, hinoki, japanese' },
    sale: { sku: 'HNK', price: '- - 1650', popularity: 240, grams: 300, stock: 44 },
    pictures: [['salts', 'beech walnut', 'A jar of pale cypress bath tablets with a wooden lid']],
  }),
]

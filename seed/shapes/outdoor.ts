import { circle, dark, disc, each, ellipse, faint, flat, floor, leaf, light, line, oblong } from '../draw.ts'
import { path, place, rect, solid, steps, turn, twice, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

export const outdoor = {
  tent: (a, b) =>
    path('M70 600l120-190 70 90 60-80 120 180z', '#a9c5b5') +
    path('M420 600l110-150 60 60 50-50 90 140z', '#b7cfc0') +
    ellipse(400, 622, 330, 26, '#9db296') +
    path('M400 240L650 614H500z', dark(a, 0.2)) +
    path('M400 240L150 614h400z', a) +
    path('M380 300L250 614h230z', dark(b, 0.5)) +
    path('M380 300L250 614h60q60-130 70-314z', b) +
    line('M400 240l14-26', '#74503a', 9) +
    line('M150 614l-50 14M650 614l50 14', '#74503a', 5) +
    line('M400 240L150 614', light(a, 0.4), 5),
  campmug: (a, b) =>
    floor(300) +
    line('M524 400h36q36 0 36 40v40q0 56-76 56', dark(a, 0.1), 22) +
    solid('M264 350h264l-10 250q-2 22-24 22H298q-22 0-24-22z', a, 460) +
    each(steps(0, 1, 24), (i) =>
      circle(290 + ((i * 67) % 216), 390 + ((i * 43) % 214), 3 + (i % 3), light(a, 0.65)),
    ) +
    ellipse(396, 350, 134, 26, b) +
    ellipse(396, 353, 120, 19, dark(a, 0.5)) +
    line('M274 616h244', b, 9),
  flask: (a, b) =>
    floor(210) +
    solid(oblong(318, 260, 164, 362, 26), a, 436) +
    rect(318, 540, 164, 10, dark(a, 0.2)) +
    solid('M336 262q0-34 20-40h88q20 6 20 40z', '#b4bec5', 436) +
    solid(oblong(340, 130, 120, 104, 20), b, 436) +
    rect(340, 206, 120, 10, dark(b, 0.25)) +
    faint(0.45, line('M346 310v180', '#fffdf6', 12)) +
    path('M360 440l40-66 26 40 14-18 26 44z', light(a, 0.6)),
  rucksack: (a, b) =>
    floor(360) +
    line('M352 206q0-56 48-56t48 56', b, 18) +
    twice(solid(oblong(212, 430, 74, 160, 24), dark(a, 0.1), 700)) +
    solid('M250 320q0-130 150-130t150 130v260q0 42-42 42H292q-42 0-42-42z', a, 490) +
    rect(290, 450, 220, 150, dark(a, 0.1), 20) +
    rect(290, 450, 220, 44, light(a, 0.12), 16) +
    solid('M244 300q0-116 156-116t156 116v70q0 34-34 34H278q-34 0-34-34z', light(a, 0.12), 490) +
    [330, 452].map((x) => rect(x, 340, 22, 130, b, 8) + rect(x - 4, 420, 30, 24, '#cda44d', 5)).join(''),
  lantern: (a) => {
    const glass = 'M330 330q-44 70 0 170h140q44-100 0-170z'
    return (
      floor(270) +
      line('M290 290C270 100 530 100 510 290', dark(a, 0.2), 10) +
      line('M290 290v260M510 290v260', dark(a, 0.1), 16) +
      faint(0.75, path(glass, '#fff6d6')) +
      path('M400 380q40 56 22 90-22 26-44 0-18-34 22-90z', '#e59a34') +
      path('M400 420q20 34 10 52-10 10-20 0-10-18 10-52z', '#fbe7a1') +
      line('M340 420q120 20 120 0', dark(a, 0.1), 6) +
      solid('M360 240h80l10 40 30 50H320l30-50z', a, 440) +
      rect(352, 208, 96, 36, dark(a, 0.2), 8) +
      solid('M300 500h200l26 60v40q0 22-22 22H296q-22 0-22-22v-40z', a, 460) +
      circle(540, 570, 15, '#cda44d')
    )
  },
  blanketroll: (a, b, c) =>
    floor(460, 400, 560) +
    solid(
      oblong(170, 360, 420, 196, 70),
      a,
      800,
      each(steps(210, 90, 5), (x) => rect(x, 350, 22, 220, b) + rect(x + 36, 350, 8, 220, c)),
    ) +
    faint(0.1, rect(190, 490, 380, 66, '#2a1f2d', 30)) +
    ellipse(576, 458, 62, 98, dark(a, 0.12)) +
    line('M576 400q34 20 26 66t-40 40-26-50 34-24', light(a, 0.4), 11) +
    each([270, 450], (x) => rect(x, 350, 30, 212, '#74503a', 8) + rect(x - 4, 440, 38, 30, '#cda44d', 5)) +
    line('M286 352q0-100 90-100t90 100', '#74503a', 22),
  stool: (a, b) =>
    floor(380) +
    line('M270 612L530 330M530 612L270 330', b, 22) +
    line('M330 620L560 350', dark(b, 0.25), 16) +
    circle(400, 472, 12, '#cda44d') +
    solid('M224 322q176 70 352 0l-14 50q-162 60-324 0z', a, 480) +
    path('M224 322q176-30 352 0-176 70-352 0z', light(a, 0.2)) +
    line('M222 322h24M554 322h24', dark(b, 0.2), 24),
  trowel: (a, b) => {
    const handle =
      rect(380, 150, 40, 180, b, 18) + rect(404, 156, 14, 170, dark(b), 8) + rect(384, 322, 32, 26, '#cda44d')
    return (
      place(
        310,
        400,
        1,
        -12,
        flat('M392 340h16v70q60 14 60 70 0 100-68 160-68-60-68-160 0-56 60-70z', a),
        line('M400 440v150', dark(a, 0.15), 8),
        handle,
      ) +
      place(500, 400, 1, 12, line('M400 340v90M346 610V480q0-50 54-50t54 50v130M400 430v190', a, 18), handle)
    )
  },
  wateringcan: (a, b) =>
    floor(330, 440) +
    line('M340 400C300 200 560 200 600 400q40 110-20 150', dark(a, 0.12), 20) +
    path('M340 560L196 360l30-18 130 140z', dark(a, 0.08)) +
    path('M150 350l86-66 24 46-62 56z', b) +
    solid('M320 390h250l14 210q0 22-22 22H328q-22 0-22-22z', a, 490) +
    ellipse(445, 390, 125, 22, dark(a, 0.35)) +
    path('M320 390q0-24 125-24v46q-125 0-125-22z', light(a, 0.2)) +
    rect(310, 470, 266, 12, dark(a, 0.15)) +
    each(
      [
        [110, 400],
        [140, 440],
        [88, 450],
        [118, 490],
      ].map(([x, y]) => (x ?? 0) * 1000 + (y ?? 0)),
      (p) => ellipse(Math.floor(p / 1000), p % 1000, 7, 12, '#4f86ad'),
    ),
  plantpot: (a, b) =>
    floor(250) +
    each([-58, -30, 0, 30, 58], (d, i) => leaf(400, 420, i % 2 ? 210 : 250, d, i % 2 ? b : dark(b, 0.2))) +
    line('M400 410V220', light(b, 0.3), 4) +
    solid('M290 430h220l-30 170q-4 22-26 22H346q-22 0-26-22z', a, 450) +
    solid(oblong(272, 396, 256, 60, 10), light(a, 0.1), 460),
  seedpacket: (a, b, c) =>
    turn(
      -6,
      flat(oblong(250, 180, 300, 430, 10), '#f8efdb'),
      rect(250, 180, 300, 60, a, 10),
      rect(250, 560, 300, 50, a, 10),
      line('M340 540q10-100 0-170M400 540V320M460 540q-10-90 4-150', '#6c9a5b', 8),
      leaf(340, 480, 60, -50, '#6c9a5b'),
      leaf(462, 490, 60, 50, '#6c9a5b'),
      each(
        [0, 72, 144, 216, 288],
        (d) => `<g transform="rotate(${d} 400 320)">${circle(400, 288, 26, b)}</g>`,
      ),
      circle(400, 320, 18, '#dca63a'),
      circle(340, 366, 32, c),
      circle(340, 366, 12, dark(c, 0.5)),
      path('M434 350q30-20 60 0l-10 50h-40z', light(b, 0.3)),
    ) + each(steps(0, 1, 7), (i) => ellipse(560 + ((i * 41) % 90), 560 + ((i * 29) % 80), 8, 5, '#533527')),
  birdhouse: (a, b) =>
    rect(384, 560, 32, 130, '#74503a', 4) +
    solid('M280 360l120-110 120 110v230H280z', a, 460) +
    each([320, 360, 440, 480], (x) => line(`M${x} 380v200`, dark(a, 0.1), 4)) +
    path('M400 190L590 372l-34 34-156-150-156 150-34-34z', b) +
    path('M400 190L590 372l-34 34-156-150z', dark(b)) +
    circle(400, 400, 46, dark(a, 0.6)) +
    rect(390, 470, 20, 16, dark(a, 0.4), 5) +
    ellipse(424, 510, 48, 30, '#4f86ad') +
    circle(462, 484, 22, '#4f86ad') +
    path('M482 482l20 6-20 8z', '#dca63a') +
    circle(468, 480, 4, '#2a2b2d') +
    path('M380 504l-50 30 60 0z', '#2f5f80') +
    ellipse(432, 520, 28, 16, '#ecc3b8') +
    rect(270, 582, 260, 18, b, 6),
  compass: (a, b) =>
    line('M400 150q-30-60 0-60t0 60', a, 14) +
    rect(378, 142, 44, 40, dark(a, 0.1), 8) +
    flat(disc(400, 410, 232), a) +
    circle(400, 410, 232, dark(a, 0.04)) +
    circle(400, 410, 196, '#fbf6e8') +
    each(
      steps(0, 30, 12),
      (d) => `<g transform="rotate(${d} 400 410)">${rect(396, 226, 8, d % 90 ? 20 : 40, '#3e4144', 3)}</g>`,
    ) +
    circle(400, 410, 96, '#ece1c8') +
    `<g transform="rotate(32 400 410)">${path('M400 250l34 160h-68z', b)}${path('M400 570l34-160h-68z', '#4d6788')}${path('M400 250v320l-34-160z', '#00000022')}</g>` +
    circle(400, 410, 18, a),
  hammock: (a, b) =>
    rect(108, 180, 44, 450, '#74503a', 10) +
    rect(648, 180, 44, 450, '#74503a', 10) +
    circle(130, 170, 84, '#8fae82') +
    circle(670, 160, 94, '#7fa276') +
    line('M150 300l80 56M650 300l-80 56M150 300l60 100M650 300l-60 100', '#d8bf97', 6) +
    ellipse(400, 636, 330, 18, '#b5d0bd') +
    within(
      'M210 350q190 130 380 0 10 40-6 70-184 170-368 0-16-30-6-70z',
      rect(0, 0, 800, 800, a),
      each(steps(220, 62, 7), (x) => rect(x, 300, 24, 300, b)),
    ) +
    path('M210 350q190 130 380 0-190 190-380 0z', '#2a1f2d22'),
} satisfies Record<string, Draw>

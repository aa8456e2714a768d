// By the codes of ISO 3166-2, which the shop takes: the states by their letters, the prefectures by their number, in this order.
const STATES =
  'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,' +
  'GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,' +
  'MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,' +
  'NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,' +
  'SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming'
const PREFECTURES =
  '北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 ' +
  '三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県'

export type Region = { readonly value: string; readonly name: string }

/** The regions that an address of this country has to name, for tax or for the post; none where it needs none. */
export function regionsOf(country: string): readonly Region[] {
  if (country === 'US')
    return STATES.split(',').map((entry) => ({ value: entry.slice(0, 2), name: entry.slice(3) }))
  return country === 'JP'
    ? PREFECTURES.split(' ').map((name, at) => ({ value: String(at + 1).padStart(2, '0'), name }))
    : []
}

/** A region as it is written on a parcel. */
export const regionName = (country: string | undefined, region: string | undefined): string | undefined =>
  country === 'JP'
    ? (regionsOf(country).find(({ value }) => value === region?.replace('JP-', ''))?.name ?? region)
    : region

import type { Availability } from './availability.ts'
import type { Ledger } from './ledger.ts'
import type { Effect, Target } from './promotion.ts'

/** A discount as it fell on one line or on the shipping; amounts are positive, in minor units. */
export type Share = {
  readonly promotionId: string
  readonly label: string
  readonly code?: string
  readonly amount: number
}

/** The tax of a line or of the shipping, contained or on top as the market has it. */
export type TaxShare = {
  readonly label: string
  readonly rate: string
  readonly amount: number
}

/** Why a line is not sold: it counts for nothing then, and stays. */
export type NotSold = 'withdrawn' | 'not_sold_here' | 'amount_too_large'

type LineBase = { readonly id: string; readonly variantId: string; readonly quantity: number }

/** A line with its price. `total` is after discounts, without a tax on top. */
export type PricedLine = LineBase &
  Ledger & {
    readonly sold: true
    readonly availability: Availability
    readonly unitPrice: number
    readonly compareAt?: number
    /** The lowest price of the 30 days before a reduction. */
    readonly reference?: number
    readonly subtotal: number
    readonly discounts: readonly Share[]
    /** Absent: nothing is levied, or it is not known yet where. */
    readonly tax?: TaxShare
  }
export type UnpricedLine = LineBase & { readonly sold: false; readonly why: NotSold }
export type EvaluatedLine = PricedLine | UnpricedLine

/** A promotion that made the goods cheaper. `allocations` sum to `amount`. */
export type AppliedDiscount = {
  readonly promotionId: string
  readonly label: string
  readonly code?: string
  readonly amount: number
  readonly allocations: readonly { readonly lineId: string; readonly amount: number }[]
}

/** Why a code changes nothing, in the order in which it is looked at. */
export const CODE_REFUSALS = [
  'unknown', // there is no such code, or its promotion was never published
  'not_started',
  'ended',
  'used_up',
  'other_market',
  'conditions_not_met',
  'not_combinable', // an exclusive promotion holds, or this one is exclusive and comes later
  'no_effect', // there is nothing that it would make cheaper
] as const
export type CodeRefusal = (typeof CODE_REFUSALS)[number]
/** A code as it was typed. Further ones of a promotion that holds already are applied too. */
export type JudgedCode =
  | { readonly code: string; readonly status: 'applied' }
  | { readonly code: string; readonly status: 'refused'; readonly reason: CodeRefusal }

/** A way to send the goods. `total` is after discounts, without a tax on top. */
export type QuotedShipping = Ledger & {
  readonly id: string
  readonly price: number
  readonly discounts: readonly Share[]
  readonly tax?: TaxShare
}

/** Tax of the whole, by rate: contained or on top, as the market has it. */
export type TaxSum = TaxShare

export type MessageType = 'error' | 'warning' | 'info'
export const MESSAGE_CODES = [
  'line_withdrawn',
  'line_not_sold_here',
  'line_amount_too_large',
  'line_out_of_stock',
  'line_backorder',
  'code_refused',
  'destination_not_served',
  'no_shipping_option',
  'shipping_option_not_available',
  'tax_not_known',
] as const
export type MessageCode = (typeof MESSAGE_CODES)[number]
/** What the shopper should know. `at` names the place: a line or a code by its position as given. */
export type Message = {
  readonly type: MessageType
  readonly code: MessageCode
  readonly at?: { readonly line: number } | { readonly code: number } | 'destination' | 'shippingOptionId'
}

/** Names a promotion in a step. */
export type Told = { readonly promotionId: string; readonly label: string; readonly code?: string }

/** What the conditions of a promotion looked at: the goods they select, before discounts, and what they ask for. */
export type Counted = {
  readonly subtotal: number
  readonly quantity: number
  readonly minimumSubtotal?: number
  readonly minimumQuantity?: number
}

/** One step of the reckoning with the rule that it follows: enough to do every sum again by hand. */
export type Step =
  | {
      readonly step: 'price'
      readonly lineId: string
      readonly variantId: string
      readonly quantity: number
      /** Pieces of the variant on all lines: what a quantity break looks at. */
      readonly pieces: number
      readonly minQuantity: number
      readonly startsAt: number
      readonly unitPrice: number
      readonly amount: number
    }
  | (Told & {
      readonly step: 'discount'
      readonly priority: number
      readonly exclusive: boolean
      readonly counted: Counted
      readonly effect: Effect['kind']
      readonly target: Target
      /** Of percent and buy_x_get_y. */
      readonly percent?: string
      /** Of fixed, in the currency of the market. */
      readonly fixed?: number
      /** Of buy_x_get_y: so many pieces bought and so many made cheaper, so many times. */
      readonly buy?: number
      readonly get?: number
      readonly rounds?: number
      /** What the lines or the shipping cost before. */
      readonly before: number
      readonly amount: number
      /** Whose price is split or made cheaper, by their ids; none of a discount on shipping. */
      readonly lines: readonly {
        readonly lineId: string
        readonly before: number
        readonly amount: number
        /** Of buy_x_get_y: so many of its pieces are made cheaper. */
        readonly quantity?: number
        readonly pieces?: number
      }[]
      /** Of a discount on shipping. */
      readonly shippingOptionId?: string
    })
  | (Told & {
      readonly step: 'passed_over'
      readonly reason: CodeRefusal
      /** Where it came to that. */
      readonly counted?: Counted
    })
  | {
      readonly step: 'shipping'
      readonly shippingOptionId: string
      readonly label: string
      /** The value and weight (grams) of the goods that it was chosen and priced by. */
      readonly goods: number
      readonly weight: number
      readonly price: number
      /** From this value of goods on it costs nothing. */
      readonly freeFrom?: number
      /** The price, or nothing. */
      readonly amount: number
      /** Whether it is part of the totals. */
      readonly chosen: boolean
    }
  | {
      readonly step: 'tax'
      readonly of: { readonly lineId: string } | { readonly shippingOptionId: string }
      readonly taxRateId: string
      readonly label: string
      readonly rate: string
      readonly base: number
      readonly included: boolean
      readonly amount: number
    }

/** What a session costs, and why. Lines and codes stand in the order in which they were given. */
export type Evaluation = Ledger & {
  readonly lines: readonly EvaluatedLine[]
  readonly discounts: readonly AppliedDiscount[]
  readonly codes: readonly JudgedCode[]
  readonly shippingOptions: readonly QuotedShipping[]
  readonly taxes: readonly TaxSum[]
  readonly messages: readonly Message[]
  readonly steps: readonly Step[]
}

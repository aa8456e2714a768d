export { Stripe, Stripe as default } from 'stripe'

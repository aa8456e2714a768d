// What `import Stripe from 'stripe'` means in the bundle (wrangler.toml, [alias]): the official SDK's own request sender,
// encoding, retries, deadlines, errors and webhook verification, with the calls that we make and no others. Its entry makes
// an object of each of some 150 resources in a constructor, which no bundler can take away: 33 kB gzipped instead of 9.
// This is stripe.core.js of 23.1.0 cut down; tests compare what both send (test/features/payments/stripe-bundle.test.ts).
import { ApiVersion } from '../node_modules/stripe/esm/apiVersion.js'
import { WebPlatformFunctions } from '../node_modules/stripe/esm/platform/WebPlatformFunctions.js'
import { RequestSender } from '../node_modules/stripe/esm/RequestSender.js'
import { createApiKeyAuthenticator, queryStringifyRequestData } from '../node_modules/stripe/esm/utils.js'
import { createWebhooks } from '../node_modules/stripe/esm/Webhooks.js'

const platform = new WebPlatformFunctions()
const CONSTANTS = { PACKAGE_VERSION: '23.1.0', AI_AGENT: '' }

export class Stripe {
  static PACKAGE_VERSION = CONSTANTS.PACKAGE_VERSION
  static API_VERSION = ApiVersion
  static webhooks = createWebhooks(platform)
  static createFetchHttpClient = (fetchFn) => platform.createFetchHttpClient(fetchFn)

  constructor(key, { httpClient, timeout, maxNetworkRetries, appInfo }) {
    this._platformFunctions = platform
    this._emitter = platform.createEmitter()
    this._prevRequestMetrics = []
    this._appInfo = appInfo
    this._api = {
      host: 'api.stripe.com',
      port: '443',
      protocol: 'https',
      basePath: '/v1/',
      version: ApiVersion,
      timeout,
      maxNetworkRetries,
      httpClient: httpClient ?? platform.createDefaultHttpClient(),
      stripeAccount: null,
      stripeContext: null,
    }
    this._authenticator = createApiKeyAuthenticator(key)
    this._requestSender = new RequestSender(this, 0)
    const post = (path, params, options) => this._requestSender._rawRequest('POST', path, params, options, [])
    const get = (path, params = {}) => {
      const query = queryStringifyRequestData(params)
      const asked = query === '' ? path : `${path}?${query}`
      return this._requestSender._rawRequest('GET', asked, undefined, undefined, [])
    }
    const intent = (id) => `/v1/payment_intents/${encodeURIComponent(id)}`
    this.paymentIntents = {
      create: (params, options) => post('/v1/payment_intents', params, options),
      capture: (id, params, options) => post(`${intent(id)}/capture`, params, options),
      cancel: (id, params, options) => post(`${intent(id)}/cancel`, params, options),
      retrieve: (id) => get(intent(id)),
      list: (params) => get('/v1/payment_intents', params),
      search: (params) => get('/v1/payment_intents/search', params),
    }
    this.refunds = {
      create: (params, options) => post('/v1/refunds', params, options),
      list: (params) => get('/v1/refunds', params),
    }
  }

  getApiField(name) {
    return this._api[name]
  }

  getConstant(name) {
    return CONSTANTS[name]
  }

  getMaxNetworkRetries() {
    return this._api.maxNetworkRetries
  }

  getMaxNetworkRetryDelay() {
    return 5
  }

  getInitialNetworkRetryDelay() {
    return 0.5
  }

  getTelemetryEnabled() {
    return false
  }

  getEmitEventBodiesEnabled() {
    return false
  }

  getAppInfoAsString() {
    return this._appInfo.name
  }

  getClientUserAgent(callback) {
    const facts = {
      bindings_version: CONSTANTS.PACKAGE_VERSION,
      lang: 'node',
      typescript: 'false',
      ai_agent: undefined,
      httplib: this._api.httpClient.getClientName(),
      application: this._appInfo,
    }
    callback(JSON.stringify(facts))
  }
}

export default Stripe

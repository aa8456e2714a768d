import { fresh, type Sample } from './door.ts'

export const tokenSamples: Record<string, Sample> = {
  revokeToken: () => ({
    path: '/v1/admin/revoked-tokens',
    body: { tokenId: `lost-${fresh()}`, reason: 'Laptop left on a train' },
    otherBody: { tokenId: `lost-${fresh()}` },
  }),
  listRevokedTokens: () => ({ path: '/v1/admin/revoked-tokens' }),
}

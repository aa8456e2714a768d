export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array
export function encode(bytes: Uint8Array): string
export function decode(text: string): Uint8Array

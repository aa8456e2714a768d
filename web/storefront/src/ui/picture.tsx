/** A picture in a square that is there before it: nothing moves when it comes. */
export function Picture(props: {
  url: string | undefined
  alt: string
  eager?: boolean
  className?: string
}) {
  const { url, alt, eager = false, className = '' } = props
  return (
    <span class={`picture ${className}`}>
      {url !== undefined && (
        <img
          src={url}
          alt={alt}
          width={800}
          height={800}
          loading={eager ? 'eager' : 'lazy'}
          decoding={eager ? 'sync' : 'async'}
          fetchpriority={eager ? 'high' : 'auto'}
        />
      )}
    </span>
  )
}

import { useEffect, useState } from 'preact/hooks'
import type { SignInFailure } from '../../../shared/session.ts'
import { forget } from '../load.ts'
import { usePlace } from '../place.tsx'
import { navigate } from '../router.ts'
import { cart, session } from '../shop.ts'
import { useTitle } from '../title.ts'
import { Empty } from '../ui/states.tsx'

/** Where the issuer sends people back to: on to where they wanted to go, and their bag with them. */
export default function SignInPage() {
  const { t, href } = usePlace()
  const [failed, fail] = useState<{ code: SignInFailure; returnTo: string } | undefined>(undefined)
  useTitle(t.signIn)
  useEffect(() => {
    void session.complete(location.search).then((outcome) => {
      if (!outcome.ok) {
        fail(outcome)
        return
      }
      forget('mine/')
      void cart.claim()
      navigate(outcome.returnTo, { replace: true })
    })
  }, [])
  if (failed === undefined)
    return (
      <div class="state" role="status">
        <h1>{t.signingIn}</h1>
      </div>
    )
  return (
    <Empty title={t.signInFailed} lead={t.signInFailures[failed.code]}>
      <button type="button" class="button button-main" onClick={() => void session.begin(failed.returnTo)}>
        {t.tryAgain}
      </button>
      <a class="button" href={failed.returnTo === '/' ? href('') : failed.returnTo}>
        {t.toShop}
      </a>
    </Empty>
  )
}

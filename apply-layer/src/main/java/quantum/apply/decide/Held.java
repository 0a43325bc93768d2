package quantum.apply.decide;

import java.util.Optional;
import quantum.contracts.Halt;
import quantum.contracts.SkipReason;

/**
 * What the trader holds back, as it concerns one symbol.
 *
 * @param killed whether the kill switch is on
 * @param halt of the account, if one is in force
 * @param pause of the symbol, if one is in force
 */
public record Held(boolean killed, Optional<Halt> halt, Optional<Halt> pause) {
  public static final Held NOTHING = new Held(false, Optional.empty(), Optional.empty());

  public static Held killed(boolean killed) {
    return new Held(killed, Optional.empty(), Optional.empty());
  }

  public Optional<Skip> entry(boolean haltedBySetting) {
    if (killed) {
      return Optional.of(Skip.of(SkipReason.SKIP_KILL_SWITCH));
    }
    if (haltedBySetting) {
      return Optional.of(Skip.of(SkipReason.SKIP_HALT));
    }
    return halt.map(why -> skip(SkipReason.SKIP_HALTED, why)).or(this::harvest);
  }

  public Optional<Skip> harvest() {
    return pause.map(why -> skip(SkipReason.SKIP_PAUSED, why));
  }

  /** The skip of this reason, with who and why if that still stands. */
  public Skip because(SkipReason code) {
    return halt.filter(h -> code == SkipReason.SKIP_HALTED)
        .or(() -> pause.filter(p -> code == SkipReason.SKIP_PAUSED))
        .map(why -> skip(code, why))
        .orElseGet(() -> Skip.of(code));
  }

  private static Skip skip(SkipReason code, Halt why) {
    return new Skip(code, why.inWords());
  }
}

package quantum.kernel.risk;

import java.util.Locale;

/** Why a stop proposal is what it is; the order is the order of a list of them. */
public enum StopReasonCode {
  /** The trail is tighter than the stop distance. */
  TRAIL_ACTIVE,
  /** The proposed stop is tighter than the present one. */
  SL_TIGHTENING,
  /** The present stop is tighter than what the market suggests, and was kept. */
  SL_TIGHTENED_MONOTONIC,
  REGIME_TREND,
  REGIME_MR,
  REGIME_CHOP,
  /** The trend is strong enough to put the target farther away. */
  TP_EXTENDED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The text in streams and hashes. */
  public String code() {
    return code;
  }

  @Override
  public String toString() {
    return code;
  }
}

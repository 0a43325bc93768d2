package quantum.exitbrain.decide;

import quantum.kernel.exit.ExitPolicy;

/**
 * What an operator may set of the exit decisions.
 *
 * @param policy stop, target, kill score and age
 * @param stopGraceMillis event time that the exchange is given to act on a stop that rests there
 * @param baseTpPct base target distance of the adaptive levels, fraction of the entry price
 * @param baseSlPct base stop distance of the adaptive levels, fraction of the entry price
 * @param holdIntervalMillis event time between two HOLD plans of a symbol; 0 = none
 */
public record ExitRules(
    ExitMode mode,
    ExitPolicy policy,
    long stopGraceMillis,
    double baseTpPct,
    double baseSlPct,
    long holdIntervalMillis) {

  /** Whether plans are carried out or only suggested. */
  public enum ExitMode {
    SHADOW,
    LIVE
  }

  /** The same in another mode. */
  ExitRules in(ExitMode another) {
    return new ExitRules(
        another, policy, stopGraceMillis, baseTpPct, baseSlPct, holdIntervalMillis);
  }
}

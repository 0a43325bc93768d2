package quantum.kernel.harvest;

import java.util.ArrayList;
import java.util.List;
import quantum.kernel.kill.KillScore;

/**
 * Why an assessment says what it says; in SPEC §3's order, which is the order of a list of them.
 */
public enum ReasonCode {
  HARVEST_PARTIAL_25("harvest_partial_25"),
  HARVEST_PARTIAL_50("harvest_partial_50"),
  HARVEST_PARTIAL_75("harvest_partial_75"),
  PROFIT_LOCK("profit_lock"),
  KILL_SCORE_TRIGGERED("kill_score_triggered"),
  REGIME_FLIP("regime_flip"),
  SIGMA_SPIKE("sigma_spike"),
  TS_DROP("ts_drop"),
  AGE_PENALTY("age_penalty");

  private final String code;

  ReasonCode(String code) {
    this.code = code;
  }

  /** The text in streams, hashes and logs. */
  public String code() {
    return code;
  }

  @Override
  public String toString() {
    return code;
  }

  /**
   * The codes of an assessment.
   *
   * @param reached the step of the profit reached, before the kill score replaces it
   * @param lock whether a lock is proposed
   * @param killing whether the kill score closes; only then its components are named
   */
  static List<ReasonCode> of(HarvestStep reached, boolean lock, boolean killing, KillScore score) {
    if (reached == HarvestStep.NONE && !lock && !killing) {
      return List.of();
    }
    List<ReasonCode> codes = new ArrayList<>(4);
    switch (reached) {
      case NONE, FULL_CLOSE_PROPOSED -> {}
      case PARTIAL_25 -> codes.add(HARVEST_PARTIAL_25);
      case PARTIAL_50 -> codes.add(HARVEST_PARTIAL_50);
      case PARTIAL_75 -> codes.add(HARVEST_PARTIAL_75);
    }
    if (lock) {
      codes.add(PROFIT_LOCK);
    }
    if (killing) {
      codes.add(KILL_SCORE_TRIGGERED);
      addComponents(codes, score);
    }
    return List.copyOf(codes);
  }

  private static void addComponents(List<ReasonCode> codes, KillScore score) {
    if (score.regimeFlip() > 0) {
      codes.add(REGIME_FLIP);
    }
    if (score.sigmaSpike() > 0.5) {
      codes.add(SIGMA_SPIKE);
    }
    if (score.tsDrop() > 0.2) {
      codes.add(TS_DROP);
    }
    if (score.agePenalty() > 0.5) {
      codes.add(AGE_PENALTY);
    }
  }
}

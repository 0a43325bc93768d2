package quantum.contracts;

import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;

/**
 * The ids of exit plans: functions of what is asked for, so that harvest-brain, exitbrain and a
 * redelivery all arrive at the same id for the same exit of the same position (SPEC §7).
 */
public final class ExitPlanId {
  private ExitPlanId() {}

  public static PlanId fullClose(PositionId position, int attempt) {
    return PlanId.ofExit(position, PlanAction.FULL_CLOSE_PROPOSED.name(), "", attempt);
  }

  /**
   * @param level in R as written in {@code r_level}, or tp1, tp2, tp3
   */
  public static PlanId partial(PositionId position, PlanAction action, String level, int attempt) {
    return PlanId.ofExit(position, action.name(), level, attempt);
  }

  public static PlanId updateStop(PositionId position, Price stop, int attempt) {
    return PlanId.ofExit(
        position, PlanAction.UPDATE_SL.name(), Decimals.plain(stop.value()), attempt);
  }

  /**
   * @param timeMillis event time of the HOLD, epoch milliseconds
   */
  public static PlanId hold(PositionId position, long timeMillis, int attempt) {
    return PlanId.ofExit(position, PlanAction.HOLD.name(), EventTime.format(timeMillis), attempt);
  }
}

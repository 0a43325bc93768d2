package quantum.replay.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import quantum.kernel.kill.KillReference;
import quantum.replay.journal.PositionSummary;
import quantum.replay.run.IndependentRun.Outcome;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kill reference did to independent entries, beside the same entries without any kill.
 *
 * @param positions entries that opened a position
 * @param killed share of positions that the kill score closed
 * @param killedBefore1R share of positions closed by it that had not seen 1 R (gross) yet
 * @param winners positions that reach 6 R (gross) if nothing kills them
 * @param winnersKilledBefore2R share of those winners that were killed before they had seen 2 R
 * @param meanR realized R, net of fees; what is open at the end valued at the last price
 * @param medianR of the same
 * @param worstDayR the smallest sum of a UTC day, by the time of the last fill
 */
public record KillReport(
    KillReference reference,
    int positions,
    double killed,
    double killedBefore1R,
    int winners,
    double winnersKilledBefore2R,
    double meanR,
    double medianR,
    double worstDayR) {
  private static final long DAY_MILLIS = 86_400_000;
  private static final double WINNER_R = 6;

  /**
   * What a reference did.
   *
   * @param without the same entries, in the same order, with the kill off
   */
  public static KillReport of(
      KillReference reference, List<Outcome> outcomes, List<Outcome> without) {
    int killed = 0;
    int killedBefore1R = 0;
    int winners = 0;
    int winnersKilled = 0;
    List<Double> finals = new ArrayList<>();
    Map<Long, Double> days = new TreeMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).position().isEmpty()) {
        continue;
      }
      PositionSummary position = outcomes.get(i).position().getFirst();
      double best = position.maxR().orElse(0.0);
      if (position.isKilled()) {
        killed++;
        killedBefore1R += best < 1 ? 1 : 0;
      }
      if (without.get(i).position().getFirst().maxR().orElse(0.0) >= WINNER_R) {
        winners++;
        winnersKilled += position.isKilled() && best < 2 ? 1 : 0;
      }
      double r = outcomes.get(i).finalR();
      finals.add(r);
      days.merge(position.lastMillis() / DAY_MILLIS, r, Double::sum);
    }
    return new KillReport(
        reference,
        finals.size(),
        share(killed, finals.size()),
        share(killedBefore1R, finals.size()),
        winners,
        share(winnersKilled, winners),
        finals.stream().mapToDouble(Double::doubleValue).average().orElse(0),
        median(finals),
        days.values().stream().mapToDouble(Double::doubleValue).min().orElse(0));
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  static String header() {
    return String.format(
        Locale.ROOT,
        "%-9s %9s %8s %10s %8s %16s %9s %9s %10s",
        "kill",
        "positions",
        "killed",
        "before 1R",
        ">=6R",
        "killed before 2R",
        "mean R",
        "median R",
        "worst day");
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%-9s %9d %7.1f%% %9.1f%% %8d %15.1f%% %9.4f %9.4f %10.1f",
        reference.name().toLowerCase(Locale.ROOT),
        positions,
        100 * killed,
        100 * killedBefore1R,
        winners,
        100 * winnersKilledBefore2R,
        meanR,
        medianR,
        worstDayR);
  }

  ObjectNode node() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("kill", reference.name().toLowerCase(Locale.ROOT))
        .put("positions", positions)
        .put("killed", killed)
        .put("killed_before_1R", killedBefore1R)
        .put("winners_6R", winners)
        .put("winners_killed_before_2R", winnersKilledBefore2R)
        .put("mean_R", meanR)
        .put("median_R", medianR)
        .put("worst_day_R", worstDayR);
  }
}

package quantum.cli.repair;

import java.util.List;
import java.util.Map;

/**
 * What a policy must ask for a position of 0.01 units, entry 1000, stop 990: 10 at risk per unit.
 * Prices lie a little beyond each level; the cents are the profit of the whole position at the
 * level, as the dedup mark holds it (kernel: with the costs of 10 bps on top).
 */
public enum Rungs {
  KERNEL(
      List.of(
          new Rung("HARVEST_PARTIAL_25", "2", "1021.1", "21"),
          new Rung("HARVEST_PARTIAL_50", "4", "1041.1", "41"),
          new Rung("HARVEST_PARTIAL_75", "6", "1061.1", "61")),
      "PROFIT_LOCK_SL"),
  LADDER(
      List.of(
          new Rung("HARVEST_PARTIAL", "0.5", "1005.1", "5"),
          new Rung("HARVEST_PARTIAL", "1", "1010.1", "10"),
          new Rung("HARVEST_PARTIAL", "1.5", "1015.1", "15")),
      "MOVE_SL_BREAKEVEN");

  /** The figures above hold with these, whatever the service is set to; no market ends it. */
  static final Map<String, String> OVERRIDES =
      Map.ofEntries(
          Map.entry("min_r", "0.5"),
          Map.entry("ladder", "0.5:0.25,1:0.25,1.5:0.25"),
          Map.entry("set_be_at_r", "0.5"),
          Map.entry("T1_R", "2"),
          Map.entry("T2_R", "4"),
          Map.entry("T3_R", "6"),
          Map.entry("lock_R", "1.5"),
          Map.entry("cost_bps", "10"),
          Map.entry("kill_threshold", "2"),
          Map.entry("lock_mode", "be_plus"),
          Map.entry("be_plus_pct", "0.002"));

  /** One level: what is asked for when the price has crossed it. */
  record Rung(String intentType, String levelR, String price, String cents) {
    /** A little further, where nothing more is asked for. */
    String beyond() {
      return price + "5";
    }
  }

  private final List<Rung> rungs;
  private final String stopMove;

  Rungs(List<Rung> rungs, String stopMove) {
    this.rungs = rungs;
    this.stopMove = stopMove;
  }

  List<Rung> rungs() {
    return rungs;
  }

  /** The stop move that goes with the first level. */
  String stopMove() {
    return stopMove;
  }
}

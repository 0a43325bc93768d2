package quantum.runtime.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.market.StatisticsParameters.SlopeWindow;
import quantum.kernel.value.Decimals;
import quantum.runtime.Settings;

/** Weights and windows of the statistics and of their references. */
public record StatisticsSettings(StatisticsParameters statistics, ReferenceParameters references) {
  public static final StatisticsSettings DEFAULTS =
      new StatisticsSettings(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);

  public static StatisticsSettings read(Settings settings) {
    return new StatisticsSettings(statistics(settings), references(settings));
  }

  private static StatisticsParameters statistics(Settings s) {
    StatisticsParameters d = StatisticsParameters.DEFAULTS;
    int window = s.integer("STATS_WINDOW", d.window(), 10, 1400);
    double winsor = number(s, "STATS_WINSOR_QUANTILE", d.winsorQuantile(), "0", "0.49");
    double lambda = number(s, "STATS_EWMA_LAMBDA", d.ewmaLambda(), "0", "1");
    int seed = s.integer("STATS_EWMA_SEED", d.ewmaSeed(), 1, 1400);
    double cap = number(s, "STATS_SPIKE_CAP", d.spikeCap(), "0", "1000");
    double centre = number(s, "STATS_SPIKE_CENTRE", d.spikeCentre(), "-1000", "1000");
    double width = number(s, "STATS_SPIKE_WIDTH", d.spikeWidth(), "0.000001", "1000");
    double minSigma = number(s, "STATS_MIN_SIGMA", d.minSigma(), "0", "1");
    List<SlopeWindow> slopes =
        s.parsed(
            "STATS_SLOPES",
            text(d.slopes()),
            StatisticsSettings::slopes,
            "points:weight pairs separated by commas, points 2 to 1400, e.g. 64:0.5,128:0.3");
    int step = s.integer("STATS_VR_STEP", d.varianceRatioStep(), 1, 1399);
    if (seed > window) {
      s.refuse("STATS_EWMA_SEED", Integer.toString(seed), "at most STATS_WINDOW, " + window);
    }
    if (step >= window) {
      s.refuse("STATS_VR_STEP", Integer.toString(step), "less than STATS_WINDOW, " + window);
    }
    // refused values are replaced, so that the other settings are still checked
    int usedSeed = Math.min(seed, window);
    int usedStep = Math.min(step, window - 1);
    return new StatisticsParameters(
        window, winsor, lambda, usedSeed, cap, centre, width, minSigma, slopes, usedStep);
  }

  private static ReferenceParameters references(Settings s) {
    ReferenceParameters d = ReferenceParameters.DEFAULTS;
    int window = s.integer("REFERENCE_WINDOW_MIN", d.window(), 1, 20_160);
    int atLeast = s.integer("REFERENCE_AT_LEAST_MIN", d.atLeast(), 1, 20_160);
    double sigma = number(s, "REFERENCE_SIGMA_QUANTILE", d.sigmaQuantile(), "0", "1");
    double ts = number(s, "REFERENCE_TS_QUANTILE", d.tsQuantile(), "0", "1");
    double least = number(s, "REFERENCE_TREND_MIN_QUANTILE", d.trendMinQuantile(), "0", "1");
    double arm = number(s, "REFERENCE_TREND_ARM_QUANTILE", d.trendArmQuantile(), "0", "1");
    if (atLeast > window) {
      s.refuse(
          "REFERENCE_AT_LEAST_MIN",
          Integer.toString(atLeast),
          "at most REFERENCE_WINDOW_MIN, " + window);
    }
    if (arm < least) {
      s.refuse(
          "REFERENCE_TREND_ARM_QUANTILE",
          Double.toString(arm),
          "at least REFERENCE_TREND_MIN_QUANTILE, " + least);
    }
    return new ReferenceParameters(
        window, Math.min(atLeast, window), sigma, ts, least, Math.max(least, arm));
  }

  private static double number(Settings s, String name, double dflt, String min, String max) {
    return s.decimal(name, Decimals.plain(Decimals.of(dflt)), min, max).doubleValue();
  }

  private static List<SlopeWindow> slopes(String text) {
    List<SlopeWindow> slopes = new ArrayList<>();
    for (String pair : text.split(",", -1)) {
      String[] parts = pair.strip().split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("no pair: " + pair);
      }
      int points = Integer.parseInt(parts[0].strip());
      if (points > 1400) {
        throw new IllegalArgumentException("too many points: " + points);
      }
      slopes.add(new SlopeWindow(points, Decimals.parse(parts[1]).doubleValue()));
    }
    return List.copyOf(slopes);
  }

  private static String text(List<SlopeWindow> slopes) {
    return slopes.stream()
        .map(slope -> slope.points() + ":" + Decimals.plain(Decimals.of(slope.weight())))
        .collect(Collectors.joining(","));
  }
}

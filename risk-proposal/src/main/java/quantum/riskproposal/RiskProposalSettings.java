package quantum.riskproposal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import quantum.contracts.Names;
import quantum.kernel.risk.StopParameters;
import quantum.kernel.risk.StopParameters.RegimeWeights;
import quantum.kernel.value.Decimals;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;

/**
 * Settings of risk-proposal; its README documents each.
 *
 * @param interval wall clock from one look to the next
 * @param marketPrefixes of the market state hashes, the preferred one first
 * @param marketMaxAgeMillis event time; an older market state counts as none
 * @param proposalPrefix of the keys that are written
 */
public record RiskProposalSettings(
    Names names,
    StopParameters parameters,
    Duration interval,
    List<String> marketPrefixes,
    long marketMaxAgeMillis,
    String proposalPrefix) {

  public static RiskProposalSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    StopParameters dflt = StopParameters.DEFAULTS;
    StopParameters parameters =
        new StopParameters(
            weights(settings, "RISK_STOP_WEIGHTS", dflt.stop()),
            weights(settings, "RISK_TARGET_WEIGHTS", dflt.target()),
            weights(settings, "RISK_TRAIL_WEIGHTS", dflt.trail()),
            number(settings, "RISK_MIN_STOP_PCT", dflt.minStopPct(), "0.0001", "0.5"),
            number(settings, "RISK_MIN_TARGET_PCT", dflt.minTargetPct(), "0.0001", "0.5"),
            number(settings, "RISK_MIN_TRAIL_PCT", dflt.minTrailPct(), "0.0001", "0.5"),
            number(settings, "RISK_EXTENSION_WEIGHT", dflt.extensionWeight(), "0", "10"),
            number(settings, "RISK_MAX_EXTENSION", dflt.maxExtension(), "0", "10"),
            number(settings, "RISK_EXTENSION_MIN_TREND", dflt.extensionMinTrend(), "0", "1"),
            number(settings, "RISK_EXTENSION_MIN_TS", dflt.extensionMinTs(), "0", "1000"));
    return new RiskProposalSettings(
        names,
        parameters,
        SharedSettings.publishInterval(settings),
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.marketMaxAgeMillis(settings),
        SharedSettings.below(settings, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()));
  }

  private static RegimeWeights weights(Settings settings, String name, RegimeWeights dflt) {
    return settings.parsed(
        name,
        plain(dflt.trend()) + ',' + plain(dflt.mr()) + ',' + plain(dflt.chop()),
        RiskProposalSettings::parseWeights,
        "three numbers from 0 to 100, for trend, mean reversion and chop, such as 1.5,0.8,1");
  }

  private static RegimeWeights parseWeights(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not three numbers");
    }
    double[] weights = new double[3];
    for (int i = 0; i < parts.length; i++) {
      BigDecimal weight = Decimals.parse(parts[i]);
      if (weight.compareTo(BigDecimal.valueOf(100)) > 0) {
        throw new IllegalArgumentException("above 100");
      }
      weights[i] = weight.doubleValue();
    }
    return new RegimeWeights(weights[0], weights[1], weights[2]);
  }

  private static double number(
      Settings settings, String name, double dflt, String min, String max) {
    return settings.decimal(name, plain(dflt), min, max).doubleValue();
  }

  private static String plain(double value) {
    return Decimals.plain(Decimals.of(value));
  }
}

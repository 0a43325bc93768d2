package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * Whatever can be set changes a decision: a LONG from 100 at the default and at another value, in a
 * market where that tunable is what tips the scales.
 */
class TunableEffectTest {

  @ParameterizedTest
  @CsvSource({
    // name, value, risk (0: unknown), price, sigma, ts, p_trend, p_mr, p_chop, age in s
    "fallback_stop_pct, 0.05,   0, 105,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "cost_bps,          200,    2, 105,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "T1_R,              2.5,    2, 105,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "T2_R,              5,      2, 108.5, 0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "T3_R,              8,      2, 113,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "lock_R,            2,      2, 103.5, 0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "be_plus_pct,       0.004,  2, 105,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "lock_mode,         r_lock, 2, 105,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "trail_R,           1,      2, 113,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "trend_min,         0.45,   2, 101,   0.01, 0.35, 0.4, 0.3, 0.3, 0",
    "sigma_ref,         0.005,  2, 101,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "sigma_spike_cap,   0.5,    2, 101,   0.05, 0.35, 0.5, 0.3, 0.2, 0",
    "ts_ref,            1,      2, 101,   0.01, 0.35, 0.5, 0.3, 0.2, 86400",
    "ts_drop_cap,       0.1,    2, 101,   0.01, 0,    0.5, 0.3, 0.2, 86400",
    "max_age_sec,       172800, 2, 101,   0.01, 0,    0.5, 0.3, 0.2, 86400",
    "k_regime_flip,     0,      2, 101,   0.01, 0.35, 0.1, 0.4, 0.5, 0",
    "k_sigma_spike,     0,      2, 101,   0.05, 0.35, 0.5, 0.3, 0.2, 0",
    "k_ts_drop,         0,      2, 101,   0.01, 0,    0.5, 0.3, 0.2, 86400",
    "k_age_penalty,     0,      2, 101,   0.01, 0,    0.5, 0.3, 0.2, 86400",
    "k_bias,            1,      2, 101,   0.01, 0.35, 0.5, 0.3, 0.2, 0",
    "kill_threshold,    0.5,    2, 101,   0.01, 0.35, 0.5, 0.3, 0.2, 0"
  })
  void setting_otherThanTheDefault_changesADecision(
      String name,
      String value,
      BigDecimal risk,
      String price,
      double sigma,
      double ts,
      double pTrend,
      double pMr,
      double pChop,
      long ageSec) {
    MarketConditions market = MarketConditions.of(new MarketState(sigma, ts, pTrend, pMr, pChop));
    // the one tunable of a lock that is not the default
    String base = name.equals("trail_R") ? "lock_mode=ratchet" : "";
    assertThat(decide(Theta.parse(base + ',' + name + '=' + value), risk, price, market, ageSec))
        .isNotEqualTo(decide(Theta.parse(base), risk, price, market, ageSec));
  }

  @Test
  void table_everyTunable_hasARow() {
    List<String> rows =
        Arrays.stream(TunableEffectTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(CsvSource.class))
            .flatMap(method -> Arrays.stream(method.getAnnotation(CsvSource.class).value()))
            .map(row -> row.substring(0, row.indexOf(',')))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(Theta.names());
  }

  private static List<HarvestDecision> decide(
      Theta theta, BigDecimal risk, String price, MarketConditions market, long ageSec) {
    Position bare = Positions.bare(Side.LONG, "100");
    return new KernelPolicy(theta, KillRule.FIXED, 0.5, RScaling.NONE)
        .assess(
            risk.signum() > 0 ? bare.withEntryRisk(risk) : bare,
            Excursion.at(Price.of(price)),
            market,
            HarvestProgress.NONE,
            KillMemory.NONE,
            Positions.OPENED_AT + ageSec * 1000)
        .decisions();
  }
}

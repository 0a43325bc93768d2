package quantum.kernel.golden;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import quantum.kernel.harvest.HarvestKernel;
import quantum.kernel.harvest.KernelInput;
import quantum.kernel.harvest.KernelProposal;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.kill.KillYardstick;
import quantum.kernel.level.AdaptiveLevels;
import quantum.kernel.level.LevelInputs;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketState;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.risk.StopInput;
import quantum.kernel.risk.StopProposal;
import quantum.kernel.risk.StopReasonCode;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.TrancheWeights;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Side;
import tools.jackson.databind.JsonNode;

/** The kinds of vector files: how a line's input becomes an output, and how exact that must be. */
enum VectorKind {
  HARVEST_KERNEL("harvest-kernel", 1e-12) {
    @Override
    Map<String, Object> evaluate(JsonNode in) {
      JsonNode position = in.get("position");
      KernelInput input =
          KernelInput.atItsBest(
              Side.parse(position.get("side").stringValue()),
              number(position, "entry_price"),
              number(position, "current_price"),
              number(position, "unrealized_pnl"),
              number(position, "age_sec"),
              optional(position, "current_sl"),
              optional(in, "stop_dist_pct").orElse(0),
              KillYardstick.of(market(in.get("market")), theta(in)));
      KernelProposal out = HarvestKernel.propose(input, theta(in));
      TrancheWeights weights = TrancheWeights.of(theta(in));
      Map<String, Object> kill = new HashMap<>();
      kill.put("regime_flip", out.kill().regimeFlip());
      kill.put("sigma_spike", out.kill().sigmaSpike());
      kill.put("ts_drop", out.kill().tsDrop());
      kill.put("age_penalty", out.kill().agePenalty());
      Map<String, Object> fields = new HashMap<>();
      fields.put("harvest_action", out.action().name());
      fields.put("new_sl_proposed", out.newStop().isPresent() ? out.newStop().getAsDouble() : null);
      fields.put("R_net", out.profit().value());
      fields.put("risk_unit", out.profit().riskUnit());
      fields.put("cost_est", out.profit().costEstimate());
      fields.put("kill_score", out.kill().value());
      fields.put("reason_codes", out.reasons().stream().map(ReasonCode::code).toList());
      fields.put("k_components", kill);
      fields.put("tranche_weights", List.of(weights.first(), weights.second(), weights.third()));
      return fields;
    }
  },

  ADAPTIVE_LEVELS("adaptive-levels", 1e-12) {
    @Override
    Map<String, Object> evaluate(JsonNode in) {
      AdaptiveLevels out =
          AdaptiveLevels.compute(
              new LevelInputs(
                  number(in, "base_tp_pct"),
                  number(in, "base_sl_pct"),
                  new Leverage(optional(in, "leverage").orElse(1)),
                  optional(in, "volatility_factor"),
                  optional(in, "funding_delta"),
                  optional(in, "exchange_divergence")));
      return Map.of(
          "tp1_pct", out.tp1Pct(),
          "tp2_pct", out.tp2Pct(),
          "tp3_pct", out.tp3Pct(),
          "sl_pct", out.slPct(),
          "harvest_scheme", out.scheme().stream().map(Number::doubleValue).toList(),
          "lsf", out.lsf());
    }
  },

  LEVERAGE_SCALED_TARGETS("leverage-scaled-targets", 1e-12) {
    @Override
    Map<String, Object> evaluate(JsonNode in) {
      Theta out = RScaling.SQRT_LEVERAGE.scale(theta(in), new Leverage(number(in, "leverage")));
      return Map.of(
          "T1_R", out.t1R(),
          "T2_R", out.t2R(),
          "T3_R", out.t3R(),
          "lock_R", out.lockR(),
          "be_plus_pct", out.bePlusPct(),
          "kill_threshold", out.killThreshold());
    }
  },

  /** Sums and quantiles over 256 values depend on the order of operations, hence the tolerance. */
  MARKET_STATE("market-state", 1e-7) {
    @Override
    Map<String, Object> evaluate(JsonNode in) {
      double[] closes =
          StreamSupport.stream(in.get("closes").spliterator(), false)
              .mapToDouble(JsonNode::doubleValue)
              .toArray();
      MarketStatistics out = MarketStatistics.of(closes);
      return Map.of(
          "sigma", out.sigma(),
          "mu", out.mu(),
          "ts", out.ts(),
          "dp", out.dp(),
          "vr", out.vr(),
          "spike", out.spike(),
          "p_trend", out.pTrend(),
          "p_mr", out.pMr(),
          "p_chop", out.pChop());
    }
  },

  RISK_STOPS("risk-stops", 1e-12) {
    @Override
    Map<String, Object> evaluate(JsonNode in) {
      Side side = Side.parse(in.get("side").stringValue());
      StopInput input =
          new StopInput(
              side,
              number(in, "current_price"),
              number(in, side == Side.LONG ? "highest_price" : "lowest_price"),
              optional(in, "current_sl"));
      StopProposal out = StopProposal.of(input, market(in));
      return Map.of(
          "stop_dist_pct", out.stopDistPct(),
          "tp_dist_pct", out.targetDistPct(),
          "trail_gap_pct", out.trailGapPct(),
          "proposed_sl", out.stop(),
          "proposed_tp", out.target(),
          "reason_codes", out.reasons().stream().map(StopReasonCode::code).toList());
    }
  };

  private final String fileName;
  private final double relativeTolerance;

  VectorKind(String fileName, double relativeTolerance) {
    this.fileName = fileName;
    this.relativeTolerance = relativeTolerance;
  }

  /** What the kernel makes of a line's {@code in}, by the names of its {@code out}. */
  abstract Map<String, Object> evaluate(JsonNode in);

  double relativeTolerance() {
    return relativeTolerance;
  }

  /** The kind that a file's name ends with; what stands before it is free. */
  static VectorKind ofFile(String name) {
    String stem = name.substring(0, name.length() - ".jsonl".length());
    return Arrays.stream(values())
        .filter(kind -> stem.endsWith(kind.fileName))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    name
                        + ": unknown kind of vectors; the name must end with one of "
                        + Arrays.stream(values()).map(kind -> kind.fileName).toList()));
  }

  static double number(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isNumber()) {
      throw new IllegalArgumentException(field + " must be a number, was " + value);
    }
    return value.doubleValue();
  }

  static OptionalDouble optional(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull()
        ? OptionalDouble.empty()
        : OptionalDouble.of(number(node, field));
  }

  static MarketState market(JsonNode node) {
    return new MarketState(
        number(node, "sigma"),
        number(node, "ts"),
        number(node, "p_trend"),
        number(node, "p_mr"),
        number(node, "p_chop"));
  }

  static Theta theta(JsonNode in) {
    JsonNode theta = in.get("theta");
    if (theta == null || theta.isNull()) {
      return Theta.DEFAULTS;
    }
    Map<String, String> overrides = new HashMap<>();
    theta
        .properties()
        .forEach(
            field ->
                overrides.put(
                    field.getKey(),
                    field.getValue().isString()
                        ? field.getValue().stringValue()
                        : field.getValue().toString()));
    return Theta.DEFAULTS.withAll(overrides);
  }
}

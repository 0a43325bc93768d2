package quantum.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.harvest.HarvestStep;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * {@code quantum:harvest:proposal:{SYMBOL}} and, if enabled, {@code
 * quantum:stream:harvest.proposal}: what the kernel would do with a position now (SPEC §6). For
 * people; nobody trades on it.
 *
 * @param newStop where the profit lock would put the stop, if it would move it
 * @param riskUnit quote currency risked per base unit
 * @param costEstimate estimated cost of the round trip per base unit, quote currency
 * @param reasons codes, in SPEC's order
 * @param market that the kill score was computed in
 * @param computedAtMillis wall clock of the publication, epoch milliseconds
 * @param lastUpdateMillis wall clock when it was last found to hold still, epoch milliseconds
 */
public record HarvestProposal(
    Symbol symbol,
    HarvestStep action,
    Optional<Price> newStop,
    double rNet,
    double riskUnit,
    double costEstimate,
    Kill kill,
    List<String> reasons,
    MarketState market,
    Holding holding,
    long computedAtMillis,
    long lastUpdateMillis) {

  /** The kill score K and its parts (SPEC §3). */
  public record Kill(
      double score, double regimeFlip, double sigmaSpike, double tsDrop, double agePenalty) {}

  /**
   * The position that was looked at.
   *
   * @param unrealizedPnl whole position, USDT
   * @param source where the position was found: redis_state, redis_hash, redis_stream or synthetic
   */
  public record Holding(
      Side side,
      long ageSeconds,
      Price current,
      Price entry,
      BigDecimal unrealizedPnl,
      String source) {
    /** A position that does not exist: an example for a symbol without one. */
    public static final String SYNTHETIC = "synthetic";
  }

  /** The action of an entry that takes a proposal back. */
  public static final String WITHDRAWN = "WITHDRAWN";

  private static final Field<HarvestStep> ACTION =
      Field.core(
          HarvestProposal::action,
          "",
          "what the kernel would do: NONE, PARTIAL_25 …",
          "harvest_action");
  private static final Field<Price> NEW_STOP =
      Field.optional(
          Price::of,
          Fields.QUOTE,
          "where the stop would go; empty if it would stay",
          "new_sl_proposed");
  private static final Field<Double> R_NET = Fields.R_NET.ranked(Field.Rank.CORE);
  private static final Field<Double> RISK_UNIT =
      Field.core(Fields::real, Fields.QUOTE, "what is risked", "risk_unit");
  private static final Field<Double> COST =
      Field.core(Fields::real, Fields.QUOTE, "estimated cost of the round trip", "cost_est");
  private static final Field<Double> KILL_SCORE = Fields.KILL_SCORE.ranked(Field.Rank.CORE);
  private static final Field<List<String>> REASONS =
      Field.optional(FieldReader::listOf, "", "comma-separated", "reason_codes");
  private static final Field<Double> REGIME_FLIP =
      Field.core(
          Fields::real, "0 or 1", "part of the kill score: the trend has ended", "k_regime_flip");
  private static final Field<Double> SIGMA_SPIKE =
      Field.core(
          Fields::real,
          "",
          "part of the kill score: volatility above its reference",
          "k_sigma_spike");
  private static final Field<Double> TS_DROP =
      Field.core(
          Fields::real,
          "",
          "part of the kill score: trend strength below its reference",
          "k_ts_drop");
  private static final Field<Double> AGE_PENALTY =
      Field.core(Fields::real, "0 to 1", "part of the kill score: age", "k_age_penalty");
  private static final Field<Long> COMPUTED_AT =
      Field.core(
          EventTime::parseMillis, "ISO-8601", "wall clock of the publication", "computed_at_utc");
  private static final Field<Long> LAST_UPDATE =
      Field.core(
          EventTime::parseMillis,
          Fields.TIME,
          "wall clock when it was last found to hold still",
          "last_update_epoch");
  private static final Field<Side> SIDE =
      Field.core(Side::parse, "", "LONG or SHORT", "position_side");
  private static final Field<BigDecimal> AGE =
      Field.core(Decimals::parse, "s", "event time since the opening", "position_age_sec");
  private static final Field<Price> CURRENT =
      Field.core(Price::of, Fields.QUOTE, "the price that was used", "position_current_price");
  private static final Field<Price> ENTRY =
      Field.core(Price::of, Fields.QUOTE, "average entry", "position_entry_price");
  private static final Field<BigDecimal> UNREALIZED_PNL =
      Field.core(Decimals::parse, Fields.USDT, "of the whole position", "position_unrealized_pnl");
  private static final Field<String> POSITION_SOURCE =
      Field.text(
          "redis_state (another executor's hash), redis_hash (the suite's own), redis_stream, or"
              + " synthetic: an example, no such position exists",
          "position_source");

  static final List<Field<?>> FIELDS = fields();

  private static List<Field<?>> fields() {
    List<Field<?>> all =
        new ArrayList<>(
            List.of(
                ACTION,
                NEW_STOP,
                R_NET,
                RISK_UNIT,
                COST,
                KILL_SCORE,
                REASONS,
                REGIME_FLIP,
                SIGMA_SPIKE,
                TS_DROP,
                AGE_PENALTY));
    all.addAll(MarketStateHash.STATE_FIELDS);
    all.addAll(
        List.of(
            COMPUTED_AT, LAST_UPDATE, SIDE, AGE, CURRENT, ENTRY, UNREALIZED_PNL, POSITION_SOURCE));
    return List.copyOf(all);
  }

  public HarvestProposal {
    reasons = List.copyOf(reasons);
  }

  /**
   * @param symbol of the key
   * @return empty if the hash does not exist, or holds nothing but the time of an update
   */
  public static Decoded<Optional<HarvestProposal>> decode(Symbol symbol, Map<String, String> hash) {
    if (!hash.containsKey(ACTION.name())) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(symbol, reader)));
  }

  private static HarvestProposal read(Symbol symbol, FieldReader reader) {
    return new HarvestProposal(
        symbol,
        reader.require(ACTION),
        reader.read(NEW_STOP),
        reader.require(R_NET),
        reader.require(RISK_UNIT),
        reader.require(COST),
        new Kill(
            reader.require(KILL_SCORE),
            reader.require(REGIME_FLIP),
            reader.require(SIGMA_SPIKE),
            reader.require(TS_DROP),
            reader.require(AGE_PENALTY)),
        reader.read(REASONS, List.of()),
        MarketStateHash.state(reader),
        new Holding(
            reader.require(SIDE),
            reader.require(AGE).longValue(),
            reader.require(CURRENT),
            reader.require(ENTRY),
            reader.require(UNREALIZED_PNL),
            reader.read(POSITION_SOURCE, "")),
        reader.require(COMPUTED_AT),
        reader.require(LAST_UPDATE));
  }

  private static HarvestStep action(String text) {
    try {
      return HarvestStep.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no action", e);
    }
  }

  /** The hash; a stop that is not proposed is an empty text, so that an older one is replaced. */
  public Map<String, String> encode() {
    return write(new FieldWriter()).fields();
  }

  /** The entry of the stream: the hash and its symbol. */
  public Map<String, String> encodeEntry() {
    return write(new FieldWriter().put(Fields.SYMBOL, symbol)).fields();
  }

  private FieldWriter write(FieldWriter writer) {
    writer
        .put(ACTION, action)
        .put(NEW_STOP, newStop.map(Price::toString).orElse(""))
        .put(R_NET, rNet)
        .put(RISK_UNIT, riskUnit)
        .put(COST, costEstimate)
        .put(KILL_SCORE, kill.score())
        .list(REASONS, reasons)
        .put(REGIME_FLIP, kill.regimeFlip())
        .put(SIGMA_SPIKE, kill.sigmaSpike())
        .put(TS_DROP, kill.tsDrop())
        .put(AGE_PENALTY, kill.agePenalty());
    MarketStateHash.write(market, writer);
    return writer
        .put(COMPUTED_AT, Instant.ofEpochMilli(computedAtMillis))
        .time(LAST_UPDATE, lastUpdateMillis)
        .put(SIDE, holding.side())
        .put(AGE, holding.ageSeconds())
        .put(CURRENT, holding.current())
        .put(ENTRY, holding.entry())
        .put(UNREALIZED_PNL, holding.unrealizedPnl())
        .put(POSITION_SOURCE, holding.source());
  }

  /** The entry of the stream where the position is closed and the hash deleted: no figures. */
  public static Map<String, String> encodeWithdrawal(Symbol symbol, long nowMillis) {
    return new FieldWriter()
        .put(Fields.SYMBOL, symbol)
        .put(ACTION, WITHDRAWN)
        .put(COMPUTED_AT, Instant.ofEpochMilli(nowMillis))
        .time(LAST_UPDATE, nowMillis)
        .fields();
  }

  /** What is written where nothing worth a publication has changed. */
  public static Map<String, String> encodeRefresh(long nowMillis) {
    return new FieldWriter().time(LAST_UPDATE, nowMillis).fields();
  }
}

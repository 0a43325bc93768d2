package quantum.contracts;

import java.math.BigDecimal;
import java.time.Instant;
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
   * @param source where the position was found: redis_hash, redis_stream or synthetic
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

  private static final String LAST_UPDATE = "last_update_epoch";

  public HarvestProposal {
    reasons = List.copyOf(reasons);
  }

  /**
   * @param symbol of the key
   * @return empty if the hash does not exist, or holds nothing but the time of an update
   */
  public static Decoded<Optional<HarvestProposal>> decode(Symbol symbol, Map<String, String> hash) {
    if (!hash.containsKey("harvest_action")) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(symbol, reader)));
  }

  private static HarvestProposal read(Symbol symbol, FieldReader reader) {
    Kill kill =
        new Kill(
            number(reader, "kill_score"),
            number(reader, "k_regime_flip"),
            number(reader, "k_sigma_spike"),
            number(reader, "k_ts_drop"),
            number(reader, "k_age_penalty"));
    return new HarvestProposal(
        symbol,
        reader.require(HarvestProposal::action, "harvest_action"),
        reader.price("new_sl_proposed"),
        number(reader, "R_net"),
        number(reader, "risk_unit"),
        number(reader, "cost_est"),
        kill,
        reader.list("reason_codes"),
        MarketStateHash.state(reader),
        new Holding(
            reader.require(Side::parse, "position_side"),
            reader.require(Decimals::parse, "position_age_sec").longValue(),
            reader.require(Price::of, "position_current_price"),
            reader.require(Price::of, "position_entry_price"),
            reader.require(Decimals::parse, "position_unrealized_pnl"),
            reader.text("position_source").orElse("")),
        reader.require(EventTime::parseMillis, "computed_at_utc"),
        reader.require(EventTime::parseMillis, LAST_UPDATE));
  }

  private static HarvestStep action(String text) {
    try {
      return HarvestStep.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no action", e);
    }
  }

  private static double number(FieldReader reader, String name) {
    return reader.require(Decimals::parse, name).doubleValue();
  }

  /** The hash; a stop that is not proposed is an empty text, so that an older one is replaced. */
  public Map<String, String> encode() {
    return write(new FieldWriter()).fields();
  }

  /** The entry of the stream: the hash and its symbol. */
  public Map<String, String> encodeEntry() {
    return write(new FieldWriter().put("symbol", symbol)).fields();
  }

  private FieldWriter write(FieldWriter writer) {
    return writer
        .put("harvest_action", action)
        .put("new_sl_proposed", newStop.map(Price::toString).orElse(""))
        .put("R_net", rNet)
        .put("risk_unit", riskUnit)
        .put("cost_est", costEstimate)
        .put("kill_score", kill.score())
        .list("reason_codes", reasons)
        .put("k_regime_flip", kill.regimeFlip())
        .put("k_sigma_spike", kill.sigmaSpike())
        .put("k_ts_drop", kill.tsDrop())
        .put("k_age_penalty", kill.agePenalty())
        .put("sigma", market.sigma())
        .put("ts", market.ts())
        .put("p_trend", market.pTrend())
        .put("p_mr", market.pMr())
        .put("p_chop", market.pChop())
        .put("computed_at_utc", Instant.ofEpochMilli(computedAtMillis))
        .time(LAST_UPDATE, lastUpdateMillis)
        .put("position_side", holding.side())
        .put("position_age_sec", holding.ageSeconds())
        .put("position_current_price", holding.current())
        .put("position_entry_price", holding.entry())
        .put("position_unrealized_pnl", holding.unrealizedPnl())
        .put("position_source", holding.source());
  }

  /** What is written where nothing worth a publication has changed. */
  public static Map<String, String> encodeRefresh(long nowMillis) {
    return new FieldWriter().time(LAST_UPDATE, nowMillis).fields();
  }
}

package quantum.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/**
 * What stands in Redis, for people: every stream and key with its writer, readers and the fields
 * that the codecs write. {@code docs/streams.md} is generated from it, and a test compares it with
 * the codecs, so it cannot fall behind them.
 */
public final class StreamCatalog {
  /** The type of a key, as Redis names it. */
  public enum Type {
    STREAM,
    HASH,
    STRING,
    SET,
    ZSET
  }

  /**
   * @param unit empty for text
   * @param meaning one sentence without a full stop; other names that readers accept included
   */
  public record Field(String name, String unit, String meaning) {}

  /**
   * A stream or key.
   *
   * @param name with placeholders in braces for what varies
   * @param kept how long, or how many
   * @param fields empty where the value is no record
   */
  public record Entry(
      String name,
      Type type,
      String writer,
      String readers,
      String kept,
      String meaning,
      List<Field> fields) {
    public Entry {
      fields = List.copyOf(fields);
    }
  }

  private static final String USDT = "USDT";
  private static final String BASE = "base units";
  private static final String QUOTE = "USDT per base unit";
  private static final String FRACTION = "fraction";
  private static final String PERCENT = "percent";
  private static final String R = "R";
  private static final String TIME = "epoch s";

  private static final Names NAMES = new Names(Names.DEFAULT_NAMESPACE);
  private static final Symbol SYMBOL = Symbol.of("SYMBOL");
  private static final PlanId PLAN = new PlanId("PLAN_ID");

  public static final Entry TRADE_INTENT =
      stream(
          NAMES.tradeIntent(),
          "harvest-brain (live), signal services, operators",
          "intent-bridge",
          "about 10 000 entries",
          "What somebody wants: open a position, or take profit from one",
          List.of(
              field("symbol", "", "the perpetual future"),
              field(
                  "side",
                  "",
                  "of the order, BUY or SELL (LONG and SHORT are read too); MOVE_SL for a stop"
                      + " move; also `action`"),
              field("qty", BASE, "size of an entry, or of a partial; also `quantity`"),
              field("position_usd", USDT, "size of an entry as margin: times leverage, at market"),
              field(
                  "size",
                  USDT,
                  "size of an entry as notional, at `price`; also `position_size_usd` at"
                      + " `entry_price`"),
              field("price", QUOTE, "price that goes with size, or that an exit was decided on"),
              field("leverage", "", "of an entry; 1 if missing"),
              field("entry_price", QUOTE, "the price that the signal saw"),
              stopLoss("explicit stop of an entry, or new stop of a stop move"),
              field("take_profit", QUOTE, "explicit target; also `takeProfit`, `tp`"),
              field("tp1", QUOTE, "first target"),
              field("tp2", QUOTE, "second target"),
              field("tp3", QUOTE, "third target"),
              scheme(),
              field("sl_pct", PERCENT, "stop distance from the entry price"),
              field("tp_pct", PERCENT, "target distance from the entry price"),
              field("confidence", FRACTION, "of the signal"),
              atr(),
              volatilityFactor(),
              divergence(),
              fundingRate("funding_rate"),
              regime(),
              field(
                  "intent_type",
                  "",
                  "of an exit: PARTIAL_25, PROFIT_LOCK_SL, FULL_CLOSE_PROPOSED …, with or without"
                      + " HARVEST_; an unknown one opens nothing"),
              field("close_pct", PERCENT, "of what is open now"),
              field("reason", "", "reason codes, comma-separated"),
              field("r_level", R, "the level that was crossed"),
              rNet(),
              killScore(),
              field("unrealized_pnl", USDT, "of the whole position"),
              positionId(),
              field("attempt", "", "failed attempts of the position so far"),
              field("correlation_id", "", "the position's id again"),
              field("trace_id", "", "of the decision"),
              field("reduce_only", "true/false", "true is never an entry; also `reduceOnly`"),
              field("dry_run", "true/false", "true never becomes a plan"),
              source(),
              timestamp()));

  public static final Entry HARVEST_SUGGESTIONS =
      stream(
          NAMES.harvestSuggestions(),
          "harvest-brain and exitbrain, in shadow mode",
          "people",
          "about 10 000 entries",
          "What would have been asked for in live mode: the fields of `trade.intent` from"
              + " harvest-brain, those of `apply.plan` from exitbrain, with `dry_run=true`",
          List.of());

  public static final Entry APPLY_PLAN =
      stream(
          NAMES.applyPlan(),
          "intent-bridge, exitbrain (live), apply-layer (a fill beyond its own stop), operators",
          "apply-layer",
          "about 10 000 entries",
          "What the apply layer shall do; each entry ends in exactly one result, HOLD in none",
          List.of(
              field(
                  "plan_id",
                  "",
                  "id, a function of what is asked for; made of the entry's id if missing"),
              field(
                  "decision",
                  "",
                  "EXECUTE, or HOLD; an entry with any other word is not executed, an exit is"),
              field("symbol", "", "the perpetual future"),
              field(
                  "action",
                  "",
                  "ENTRY_PROPOSED, PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED,"
                      + " UPDATE_SL, HOLD; an unknown one is skipped"),
              field(
                  "side",
                  "",
                  "of the order: BUY or SELL; a close whose side cannot close what is open is stale"),
              field("type", "", "MARKET"),
              field("qty", BASE, "of an entry; also `quantity`"),
              field("reduceOnly", "true/false", "true for every exit, whatever is written"),
              field("leverage", "", "of an entry"),
              field("entry_price", QUOTE, "the price that an entry was sized at"),
              stopLoss("of an entry, or the new stop of UPDATE_SL"),
              field("take_profit", QUOTE, "target of a full close"),
              field("tp1", QUOTE, "first target"),
              field("tp2", QUOTE, "second target"),
              field("tp3", QUOTE, "third target"),
              scheme(),
              field("confidence", FRACTION, "of the signal"),
              atr(),
              volatilityFactor(),
              divergence(),
              fundingRate("funding_rate"),
              regime(),
              field(
                  "steps",
                  "JSON, percent",
                  "one step whose `pct` decides the fraction; the action's own without it"),
              field("r_level", "R, or tp1 …", "the level that this exit takes"),
              field("intent_type", "", "which stop move an UPDATE_SL is"),
              field("force", "true", "moves a stop even if it triggers at once"),
              field("price", QUOTE, "the price that an exit was decided on"),
              rNet(),
              killScore(),
              positionId(),
              field("reason", "", "why"),
              source(),
              field("signature", "", "source and plan_id; not a cryptographic one"),
              timestamp()));

  public static final Entry APPLY_RESULT =
      stream(
          NAMES.applyResult(),
          "apply-layer; foreign executors and operators (also prices)",
          "harvest-brain, exitbrain",
          "about 10 000 entries",
          "How each plan ended, and what happened at the exchange without a plan",
          List.of(
              field("plan_id", "", "the plan; absent without one"),
              field("plan_stream_id", "", "its entry"),
              field("symbol", "", "the perpetual future"),
              field("action", "", "the plan's action"),
              field(
                  "status",
                  "",
                  "FILLED, PARTIAL_FILL (PARTIAL and PARTIALLY_FILLED are read too), SKIPPED,"
                      + " REJECTED, ERROR; PRICE_UPDATE makes the entry a price"),
              field("executed", "True/False", "whether something was filled or a stop moved"),
              field("reduceOnly", "True/False", "whether the order could only reduce"),
              field("side", "", "of the order: BUY or SELL"),
              field("position_side", "", "of the position: LONG or SHORT"),
              field("r_level", "R, or tp1 …", "the level that the plan was for"),
              field("close_pct", PERCENT, "what the plan closed of what was open"),
              field("close_qty", BASE, "what was ordered of it"),
              field(
                  "filled_qty",
                  BASE,
                  "what was executed; also `executed_qty`, `qty`, `quantity`, `close_qty`"),
              field("price", QUOTE, "average fill price; also `avg_price`, `entry_price`"),
              field("realized_pnl", USDT, "gross, as the exchange booked it"),
              field("commission", USDT, "fees, at least 0"),
              field("funding", USDT, "negative when paid"),
              field("order_id", "", "the exchange's, of the last order"),
              field("client_order_id", "", "ours"),
              field("order_status", "", "as the exchange says"),
              field("trade_ids", "", "the exchange's, comma-separated; each is booked once"),
              field("position_qty_after", BASE, "what is open afterwards"),
              field("entry_price", QUOTE, "of an entry: average entry of the position"),
              field("qty", BASE, "of an entry: what was filled"),
              field("leverage", "", "of an entry"),
              stopLoss("of an entry or a stop move"),
              field("take_profit", QUOTE, "of an entry"),
              field("tp1", QUOTE, "of an entry"),
              field("tp2", QUOTE, "of an entry"),
              field("tp3", QUOTE, "of an entry"),
              scheme(),
              positionId(),
              field("error", "", "SKIP_… or what the exchange said; empty if nothing is wrong"),
              field("reason", "", "of a SKIPPED plan, in words, where SKIP_… does not say it all"),
              field(
                  "source",
                  "",
                  "apply_layer; exchange_stop, reconcile or funding for what had no plan"),
              timestamp()));

  public static final Entry PRICE_UPDATE =
      stream(
          NAMES.priceUpdate(),
          "market-state",
          "harvest-brain, exitbrain; apply-layer looks at the newest entry's age",
          "about 100 000 entries",
          "Mark prices, one a second and symbol",
          List.of(
              field("symbol", "", "the perpetual future"),
              field("status", "", "PRICE_UPDATE"),
              field("price", QUOTE, "mark price"),
              timestamp()));

  public static final Entry DEAD_LETTER =
      stream(
          NAMES.deadLetter(),
          "every consumer",
          "people",
          "about 10 000 entries",
          "Entries that nobody could use, put aside in the same step that acknowledges them. The"
              + " entry's own fields follow; one with a name of these four becomes"
              + " `original.<name>`",
          List.of(
              field("stream", "", "where the entry came from"),
              field("id", "", "its id there"),
              field("consumer", "", "group:consumer that read it"),
              field("error", "", "field, value found and what is allowed")));

  public static final Entry POSITION =
      hash(
          NAMES.position(SYMBOL),
          "apply-layer; harvest-brain for positions of foreign fills, and entry_risk where nobody"
              + " had frozen it",
          "all services, people",
          "24 h, renewed by every write and by apply-layer while the position is open; deleted by"
              + " the full close",
          "Trade fields of an open position",
          List.of(
              field("symbol", "", "the perpetual future"),
              field("side", "", "LONG or SHORT"),
              field("qty", BASE, "open now, > 0"),
              field("initial_qty", BASE, "all that was bought or sold into it"),
              field("entry_price", QUOTE, "average entry"),
              field("leverage", "", "of the position"),
              stopLoss("the protective stop; only tightens"),
              field("take_profit", QUOTE, "target of a full close"),
              field("tp1", QUOTE, "first target"),
              field("tp2", QUOTE, "second target"),
              field("tp3", QUOTE, "third target"),
              scheme(),
              field("plan_id", "", "the plan that opened it"),
              positionId(),
              field("opened_at", TIME, "event time of the opening fill"),
              atr(),
              volatilityFactor(),
              field(
                  "entry_risk",
                  QUOTE,
                  "distance of the entry to the first stop; frozen, the denominator of R"),
              field("harvested", "R, or tp1 …", "levels that were executed, comma-separated"),
              field("attempts", "", "plans that ended in an error or an incomplete fill"),
              field("realized_pnl", USDT, "gross, over this position's life"),
              field("stop_order_id", "", "of the stop at the exchange"),
              field("tick_size", QUOTE, "the symbol's price step"),
              field("last_trade_id", "", "newest trade of the exchange that is booked"),
              field("source", "", "apply_layer, or harvest_brain for a foreign fill")));

  public static final Entry EVALUATION =
      hash(
          NAMES.position(SYMBOL),
          "harvest-brain",
          "harvest-brain after a restart, people",
          "with the trade fields; written only while position_id is the same",
          "Evaluation fields of the same hash",
          List.of(
              field("current_price", QUOTE, "the newest price"),
              field("unrealized_pnl", USDT, "whole position"),
              rNet(),
              killScore(),
              field("age_sec", "s", "since opened_at, event time"),
              field("peak_price", QUOTE, "best price for the side since entry"),
              field("trough_price", QUOTE, "worst price for the side since entry"),
              field("harvest_action", "", "what the policy says now: NONE, PARTIAL_25 …"),
              field("levels_emitted", R, "levels that were asked for, comma-separated"),
              field("levels_taken", R, "levels that count as done, comma-separated"),
              field(
                  "levels_blocked",
                  "R@epoch s",
                  "levels whose plan failed, and the event time from which they may fire again"),
              field("stop_emitted", QUOTE, "the newest stop that was asked for, or empty"),
              field("close_emitted", "true/false", "a full close is asked for and not answered"),
              field("close_failures", "", "full closes that failed in a row"),
              field("close_retry_at", TIME, "a failed close is not repeated before"),
              field("stop_failures", "", "stop moves that failed in a row"),
              field("stop_retry_at", TIME, "a failed stop move is not repeated before"),
              field("flip_armed", "true/false", "the symbol has been in a trend since the entry"),
              field(
                  "kill_above_since",
                  TIME,
                  "the kill score is above its threshold since; 0 = it is not"),
              field("last_update_ts", TIME, "event time of the newest price")));

  public static final Entry POSITIONS_OPEN =
      key(
          NAMES.positionsOpen(),
          Type.SET,
          "apply-layer; harvest-brain for foreign fills",
          "all services",
          "a symbol while its position is open",
          "Symbols with an open position: nobody scans keys in a loop");

  public static final Entry LEDGER =
      hash(
          NAMES.ledger(SYMBOL),
          "harvest-brain",
          "harvest-brain, people",
          "for ever",
          "What the symbol has earned, all positions together",
          List.of(
              field("gross_pnl", USDT, "Σ closed qty · price difference · direction"),
              field("commission", USDT, "Σ fees"),
              field("funding", USDT, "Σ funding received; negative when paid"),
              field("realized_pnl", USDT, "gross − commission + funding"),
              field("fills", "", "fills booked"),
              field("opened_qty", BASE, "Σ opened"),
              field("closed_qty", BASE, "Σ closed"),
              field("wins", "", "closed positions with a net profit"),
              field("losses", "", "closed positions without"),
              field("position_id", "", "the position that position_net is about, or empty"),
              field("position_net", USDT, "net result so far of the open position"),
              field("last_order_id", "", "of the newest fill booked"),
              field("last_update_ts", TIME, "event time of it")));

  public static final Entry TICKER =
      hash(
          NAMES.ticker(SYMBOL),
          "market-state",
          "intent-bridge, apply-layer",
          "for ever",
          "The last mark price, for whoever needs one now",
          List.of(
              field("markPrice", QUOTE, "mark price; also `price`"),
              fundingRate("fundingRate"),
              field("timestamp", TIME, "event time at the venue"),
              field("received_at", TIME, "wall clock of the write; freshness gates look at it")));

  public static final Entry MARKET_STATE =
      hash(
          NAMES.marketStatePrefix() + SYMBOL,
          "market-state",
          "harvest-brain, exitbrain, risk-proposal, harvest-proposal-publisher, people",
          "replaced every minute; older than 300 s counts as missing",
          "Statistics of one-minute closes; `"
              + NAMES.marketPrefix()
              + "{SYMBOL}` has the same fields and is read where this one is missing. While too few"
              + " closes are known it says `state=warming_up` with `closes` and `closes_needed`",
          List.of(
              field("state", "", "ok, or warming_up: no statistics yet"),
              field("sigma", FRACTION, "volatility of one-minute returns"),
              field("ts", "", "trend strength"),
              field("p_trend", "0 to 1", "probability of a trend"),
              field("p_mr", "0 to 1", "probability of mean reversion"),
              field("p_chop", "0 to 1", "probability of chop"),
              field("mu", "per minute", "drift of the log price"),
              field("dp", "0 to 1", "share of consecutive returns of equal sign"),
              field("vr", "", "variance ratio; 1 is a random walk"),
              field("spike", "", "robust over moving volatility"),
              field("sigma_ref", FRACTION, "usual sigma: quantile of its recent values"),
              field("ts_ref", "", "usual ts"),
              field("trend_min", "0 to 1", "p_trend below which a trend has ended"),
              field("trend_arm", "0 to 1", "p_trend from which the symbol is in a trend"),
              field(
                  "drift",
                  "",
                  "where the price went over the window of these references, in units of the usual"
                      + " move of such a time"),
              field("price", QUOTE, "the last close"),
              field("updated_at", TIME, "event time of the newest price in it")));

  public static final Entry RISK_PROPOSAL =
      hash(
          NAMES.riskProposalPrefix() + SYMBOL,
          "risk-proposal",
          "harvest-brain (stop distance of a position without a stop), harvest-proposal-publisher,"
              + " people",
          "while the position is open",
          "Stop, target and trail that the market suggests: a proposal, nobody trades on it",
          List.of(
              field("symbol", "", "the perpetual future"),
              positionId(),
              field("position_side", "", "LONG or SHORT"),
              field("stop_dist_pct", FRACTION, "stop distance"),
              field("target_dist_pct", FRACTION, "target distance"),
              field("trail_gap_pct", FRACTION, "gap behind the best price"),
              field("proposed_sl", QUOTE, "proposed stop, never looser than the present one"),
              field("proposed_tp", QUOTE, "proposed target"),
              field("current_price", QUOTE, "the price it was computed from"),
              field("reason_codes", "", "comma-separated"),
              field("updated_at", TIME, "event time of that price")));

  private static final List<Field> PROPOSAL_FIELDS =
      List.of(
          field("harvest_action", "", "what the kernel would do: NONE, PARTIAL_25 …"),
          field("new_sl_proposed", QUOTE, "where the stop would go; empty if it would stay"),
          rNet(),
          field("risk_unit", QUOTE, "what is risked"),
          field("cost_est", QUOTE, "estimated cost of the round trip"),
          killScore(),
          field("reason_codes", "", "comma-separated"),
          field("k_regime_flip", "0 or 1", "part of the kill score: the trend has ended"),
          field("k_sigma_spike", "", "part of the kill score: volatility above its reference"),
          field("k_ts_drop", "", "part of the kill score: trend strength below its reference"),
          field("k_age_penalty", "0 to 1", "part of the kill score: age"),
          field(
              "sigma",
              FRACTION,
              "volatility that was used; of the neutral market if none was known"),
          field("ts", "", "trend strength that was used"),
          field("p_trend", "0 to 1", "probability of a trend"),
          field("p_mr", "0 to 1", "probability of mean reversion"),
          field("p_chop", "0 to 1", "probability of chop"),
          field("computed_at_utc", "ISO-8601", "wall clock of the publication"),
          field("last_update_epoch", TIME, "wall clock when it was last found to hold still"),
          field("position_side", "", "LONG or SHORT"),
          field("position_age_sec", "s", "event time since the opening"),
          field("position_current_price", QUOTE, "the price that was used"),
          field("position_entry_price", QUOTE, "average entry"),
          field("position_unrealized_pnl", USDT, "of the whole position"),
          field(
              "position_source",
              "",
              "redis_hash, redis_stream, or synthetic: an example, no such position exists"));

  public static final Entry HARVEST_PROPOSAL =
      hash(
          NAMES.harvestProposalPrefix() + SYMBOL,
          "harvest-proposal-publisher",
          "people",
          "until it is replaced; last_update_epoch tells whether it is looked after",
          "What the kernel would do with the position now: nobody trades on it",
          PROPOSAL_FIELDS);

  public static final Entry HARVEST_PROPOSALS =
      stream(
          NAMES.harvestProposals(),
          "harvest-proposal-publisher, if ENABLE_STREAM",
          "people",
          "at most 10 000 entries",
          "Every publication of a harvest proposal",
          Stream.concat(
                  Stream.of(field("symbol", "", "the perpetual future")), PROPOSAL_FIELDS.stream())
              .toList());

  public static final Entry FOREIGN_POSITION =
      hash(
          NAMES.foreignPosition(SYMBOL),
          "other executors",
          "harvest-proposal-publisher, before the position of the suite",
          "their matter",
          "A position as another executor tells it: side, qty, entry_price, current_price,"
              + " stop_loss, entry_risk, opened_at or age_sec",
          List.of());

  public static final Entry EXECUTION =
      stream(
          NAMES.execution(),
          "other executors",
          "harvest-proposal-publisher, if it looks for positions there",
          "their matter",
          "Fills of other executors, in the shapes of `apply.result`",
          List.of());

  public static final Entry HISTORY =
      key(
          NAMES.history(SYMBOL),
          Type.ZSET,
          "harvest-brain",
          "people",
          "the newest " + HarvestHistory.KEPT,
          "Executed harvests: score = event time in seconds, member = the result's fields as JSON");

  public static final Entry DEDUP =
      key(
          NAMES.harvestDedup(SYMBOL, "{intent_type}", "{r_level}", "{pnl}"),
          Type.STRING,
          "harvest-brain",
          "harvest-brain",
          "900 s (`DEDUP_TTL_SEC`)",
          "The position_id that took the level; pnl = whole-position profit at that level and"
              + " initial quantity, in cents. Only an equal value is a duplicate");

  public static final Entry SEEN =
      key(
          NAMES.intentSeen("{stream_id}"),
          Type.STRING,
          "intent-bridge",
          "intent-bridge",
          "86 400 s",
          "The plan that the intent became");

  public static final Entry DONE =
      key(
          NAMES.applyDone(PLAN),
          Type.STRING,
          "apply-layer",
          "apply-layer",
          "600 s",
          "The plan was filled or refused for good; not set by errors that may be retried");

  public static final Entry INFLIGHT =
      hash(
          NAMES.applyInflight(PLAN),
          "apply-layer",
          "apply-layer",
          "until the plan's result, at most 7 days",
          "An order that may be at the exchange: it is asked for before anything is sent again",
          List.of(
              field("symbol", "", "the perpetual future"),
              field("action", "", "the plan's"),
              field("side", "", "of the order: BUY or SELL"),
              field("qty", BASE, "what the plan's orders shall fill together"),
              field("reduceOnly", "true/false", "of the order"),
              field("part", "", "number of the order last sent, from 1"),
              field("close_pct", PERCENT, "of a close"),
              field("position_qty_before", BASE, "what the exchange showed before"),
              field("plan_stream_id", "", "the plan's entry"),
              field("sent_at", TIME, "wall clock")));

  public static final Entry COOLDOWN =
      key(
          NAMES.cooldown(SYMBOL),
          Type.STRING,
          "apply-layer; operators",
          "apply-layer",
          Cooldown.SECONDS + " s",
          "Event time (epoch s) of the open or full close that started it; whether an entry is too"
              + " early is judged by event time. A value that is no time counts while it lives");

  public static final Entry BOT_ENTRY =
      key(
          NAMES.botEntry(SYMBOL),
          Type.STRING,
          "trading-bot, in the step that sends the entry",
          "trading-bot",
          "BOT_COOLDOWN_SEC and two minutes",
          "Close time (epoch s) of the candle that the symbol's newest entry came from; its cooldown"
              + " is judged by event time. Delete it to end the cooldown");

  public static final Entry HARVEST_CONFIG =
      hash(
          NAMES.harvestConfig(SYMBOL),
          "operators",
          "harvest-brain",
          "until deleted",
          "Settings of one symbol in place of the service's, picked up while it runs. One field that"
              + " is unknown or not allowed makes harvest-brain refuse the whole hash, say so and"
              + " keep the last valid one",
          Stream.concat(
                  Stream.of(
                      field("min_r", R, "in place of `HARVEST_MIN_R`, 0 to 1000"),
                      field("ladder", "R:fraction", "in place of `HARVEST_LADDER`"),
                      field("set_be_at_r", R, "in place of `HARVEST_SET_BE_AT_R`, 0 to 1000"),
                      field(
                          "trail_atr_mult",
                          "ATR",
                          "in place of `HARVEST_TRAIL_ATR_MULT`, 0.001 to 1000")),
                  Theta.names().stream()
                      .map(name -> field(name, "", "tunable, in place of `HARVEST_THETA`'s")))
              .toList());

  public static final Entry KILL =
      key(
          NAMES.kill(),
          Type.STRING,
          "operators",
          "harvest-brain, trading-bot, intent-bridge, apply-layer",
          "until deleted",
          "`1` stops harvesting and opening; stops and exits go on");

  public static final Entry HEALTH =
      hash(
          NAMES.health("{service}"),
          "every service",
          "people, monitors",
          HealthRecord.TTL_SECONDS + " s, written every 5 s",
          "A service's sign of life",
          List.of(
              field("pid", "", "process id"),
              field("version", "", "of the suite"),
              field("started_at", TIME, "wall clock"),
              field("last_event_ts", TIME, "event time of the newest entry handled, or empty"),
              field("lag", "entries", "not yet given to it, all its streams together"),
              field("state", "", "starting, running, degraded, stopping")));

  private StreamCatalog() {}

  public static List<Entry> streams() {
    return all().stream().filter(entry -> entry.type() == Type.STREAM).toList();
  }

  public static List<Entry> keys() {
    return all().stream().filter(entry -> entry.type() != Type.STREAM).toList();
  }

  private static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.addAll(List.of(TRADE_INTENT, APPLY_PLAN, APPLY_RESULT, PRICE_UPDATE));
    all.addAll(List.of(HARVEST_SUGGESTIONS, HARVEST_PROPOSALS, EXECUTION, DEAD_LETTER));
    all.addAll(List.of(POSITION, EVALUATION, POSITIONS_OPEN, LEDGER, HISTORY));
    all.addAll(List.of(TICKER, MARKET_STATE, RISK_PROPOSAL, HARVEST_PROPOSAL, FOREIGN_POSITION));
    all.add(HARVEST_CONFIG);
    all.addAll(List.of(DEDUP, SEEN, DONE, INFLIGHT, COOLDOWN, BOT_ENTRY, KILL, HEALTH));
    return all;
  }

  private static Entry stream(
      String name, String writer, String readers, String kept, String meaning, List<Field> fields) {
    return new Entry(name, Type.STREAM, writer, readers, kept, meaning, fields);
  }

  private static Entry hash(
      String name, String writer, String readers, String kept, String meaning, List<Field> fields) {
    return new Entry(braced(name), Type.HASH, writer, readers, kept, meaning, fields);
  }

  private static Entry key(
      String name, Type type, String writer, String readers, String kept, String meaning) {
    return new Entry(braced(name), type, writer, readers, kept, meaning, List.of());
  }

  /** Names are made by {@link Names} as well, so that they cannot differ from the real ones. */
  private static String braced(String name) {
    return name.replace("SYMBOL", "{SYMBOL}").replace("PLAN_ID", "{plan_id}");
  }

  private static Field field(String name, String unit, String meaning) {
    return new Field(name, unit, meaning);
  }

  private static Field timestamp() {
    return field(
        "timestamp",
        TIME,
        "event time; milliseconds and ISO-8601 are read too; the stream id's time if missing");
  }

  private static Field source() {
    return field("source", "", "who wrote it");
  }

  private static Field positionId() {
    return field("position_id", "", "this life of the position: the plan that opened it");
  }

  private static Field rNet() {
    return field("R_net", R, "profit after costs, in units of the frozen risk");
  }

  private static Field killScore() {
    return field("kill_score", "0 to 1", "how much the edge has gone");
  }

  private static Field stopLoss(String meaning) {
    return field("stop_loss", QUOTE, meaning);
  }

  private static Field scheme() {
    return field("harvest_scheme", FRACTION, "to close at tp1, tp2, tp3, comma-separated");
  }

  private static Field atr() {
    return field("atr_value", QUOTE, "average true range");
  }

  private static Field volatilityFactor() {
    return field("volatility_factor", "1 to 5", "how much the market moves");
  }

  private static Field divergence() {
    return field("exchange_divergence", FRACTION, "between venues");
  }

  private static Field fundingRate(String name) {
    return field(name, FRACTION, "per funding interval");
  }

  private static Field regime() {
    return field("regime", "", "as the signal names it");
  }
}

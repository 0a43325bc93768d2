package quantum.contracts;

import java.util.regex.Pattern;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/**
 * Every key and stream name; all derive from the namespace (default {@code quantum}). A namespace
 * that is itself a hash tag, {@code {acct7}}, puts all keys of an account into one cluster slot.
 */
public final class Names {
  public static final String DEFAULT_NAMESPACE = "quantum";

  public static final String GROUP_HARVEST_BRAIN = "harvest_brain";
  public static final String CONSUMER_HARVEST_BRAIN = "execution";
  public static final String GROUP_APPLY_LAYER = "apply_layer";
  public static final String GROUP_EXITBRAIN = "exitbrain";
  public static final String GROUP_ALERTS = "alerts";

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.-]+|\\{[A-Za-z0-9_.-]+}");

  private final String namespace;

  /**
   * @throws IllegalArgumentException naming the namespace if it is neither a word nor a hash tag
   */
  public Names(String namespace) {
    if (!ALLOWED.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace must be a word of letters, digits, '_', '.', '-', or such a word in braces, was '"
              + namespace
              + "'");
    }
    this.namespace = namespace;
  }

  public String namespace() {
    return namespace;
  }

  /**
   * @return {@code name} if it lies in this namespace
   * @throws IllegalArgumentException otherwise
   */
  public String requireInside(String name) {
    if (!name.startsWith(namespace + ":")) {
      throw new IllegalArgumentException("must start with '" + namespace + ":'");
    }
    return name;
  }

  public String groupIntentBridge() {
    return key("group:intent_bridge");
  }

  public String position(Symbol symbol) {
    return key("position:" + symbol);
  }

  public String positionsOpen() {
    return key("positions:open");
  }

  public String ledger(Symbol symbol) {
    return ledgerPrefix() + symbol;
  }

  public String ledgerPrefix() {
    return key("position:ledger:");
  }

  public String marketStatePrefix() {
    return key("marketstate:");
  }

  public String marketPrefix() {
    return key("market:");
  }

  public String riskProposalPrefix() {
    return key("risk:proposal:");
  }

  public String harvestProposalPrefix() {
    return key("harvest:proposal:");
  }

  /** Positions as other executors may tell them. */
  public String foreignPosition(Symbol symbol) {
    return key("state:positions:" + symbol);
  }

  public String ticker(Symbol symbol) {
    return key("ticker:" + symbol);
  }

  /**
   * Closed minutes as market-state has seen them.
   *
   * @param venue host of its REST API, and port if it has one
   */
  public String minutes(String venue, Symbol symbol) {
    return minutesPrefix() + venue + ':' + symbol;
  }

  public String minutesPrefix() {
    return key("minutes:");
  }

  /** What this account's machine has asked of the venue's REST API in the running minute. */
  public String restWeight(String venue) {
    return key("rest_weight:" + venue);
  }

  public String history(Symbol symbol) {
    return historyPrefix() + symbol;
  }

  public String historyPrefix() {
    return key("harvest:history:");
  }

  /** Trades that the ledger has booked. */
  public String booked(Symbol symbol) {
    return key("harvest:booked:" + symbol);
  }

  public String harvestConfig(Symbol symbol) {
    return key("config:harvest:" + symbol);
  }

  /**
   * @param level the level crossed, in R
   * @param pnlCents whole-position profit at that level and initial quantity, in cents
   */
  public String harvestDedup(Symbol symbol, String intentType, String level, String pnlCents) {
    return key("dedup:harvest:" + symbol + ':' + intentType + ':' + level + ':' + pnlCents);
  }

  public String intentSeen(String streamId) {
    return key("intent_bridge:seen:" + streamId);
  }

  public String applyDone(PlanId plan) {
    return key("apply:done:" + plan);
  }

  public String applyInflightPrefix() {
    return key("apply:inflight:");
  }

  public String applyInflight(PlanId plan) {
    return applyInflightPrefix() + plan;
  }

  /** The newest trade that is booked, by symbol: outlives the position's hash. */
  public String applyBooked() {
    return key("apply:booked");
  }

  /** Orders that are booked by their own report, whose trades have not come. */
  public String applyUnbooked() {
    return key("apply:unbooked");
  }

  /** What was paid for a position that was never kept: the next one of the symbol bears it. */
  public String applyCarried(Symbol symbol) {
    return key("apply:carried:" + symbol);
  }

  /** What was paid in assets that had no price in USD then. */
  public String applyUnpriced() {
    return key("apply:unpriced");
  }

  /** Which fundings are booked, by the venue's id of them. */
  public String applyFunding() {
    return key("apply:funding");
  }

  /** The newest positions that have ended. */
  public String positionsClosed() {
    return key("positions:closed");
  }

  public String cooldown(Symbol symbol) {
    return key("cooldown:open:" + symbol);
  }

  /** When the trading bot entered a symbol last. */
  public String botEntry(Symbol symbol) {
    return key("bot:entry:" + symbol);
  }

  public String kill() {
    return key("kill");
  }

  public String halt() {
    return key("halt");
  }

  /** The order to close everything. */
  public String flatten() {
    return key("flatten");
  }

  public String pause(Symbol symbol) {
    return pausePrefix() + symbol;
  }

  public String pausePrefix() {
    return key("pause:");
  }

  public String health(String service) {
    return key("health:" + service);
  }

  /** How far the account is from the limits that stop it. */
  public String limits() {
    return key("limits");
  }

  /** Where the exchange would take over each position. */
  public String liquidation() {
    return key("liquidation");
  }

  /** Which instance of a service acts. */
  public String lease(String service) {
    return key("lease:" + service);
  }

  /** The sign of life of an instance that waits for its turn. */
  public String standby(String service) {
    return key("standby:" + service);
  }

  /** What a service runs with. */
  public String settings(String service) {
    return key("settings:" + service);
  }

  public String tradeIntent() {
    return stream("trade.intent");
  }

  public String applyPlan() {
    return stream("apply.plan");
  }

  public String applyResult() {
    return stream("apply.result");
  }

  /** Positions that have ended, as they end. */
  public String positionClosed() {
    return stream("position.closed");
  }

  public String priceUpdate() {
    return stream("price.update");
  }

  public String harvestSuggestions() {
    return stream("harvest.suggestions");
  }

  public String harvestProposals() {
    return stream("harvest.proposal");
  }

  /** Positions and fills of other executors. */
  public String execution() {
    return stream("execution");
  }

  public String deadLetter() {
    return stream("deadletter");
  }

  public String alert() {
    return stream("alert");
  }

  /** What quantum-alerts knows: what stands, what waits to be grouped, what was counted. */
  public String alertsState() {
    return key("alerts:state");
  }

  /**
   * Messages that a channel has not taken yet.
   *
   * @param channel telegram, webhook or ntfy
   */
  public String alertsOutbox(String channel) {
    return key("alerts:outbox:" + channel);
  }

  /** How that channel is doing. */
  public String alertsChannel(String channel) {
    return key("alerts:channel:" + channel);
  }

  private String stream(String name) {
    return key("stream:" + name);
  }

  private String key(String rest) {
    return namespace + ':' + rest;
  }
}

package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.contracts.Names;
import quantum.contracts.StreamCatalog;
import quantum.demo.Suite;
import quantum.kernel.value.Symbol;

/**
 * All keys of docs/streams.md × six types of Redis, with a position open: no service ends, the stop
 * still closes, and where only a person can help there is an alarm.
 */
class KeysOfAnotherTypeIT {
  /** How somebody may have left a key. */
  enum Spoiled {
    STRING {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.set(key, "3000");
      }
    },
    LIST {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.rpush(key, "3000");
      }
    },
    SET {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.sadd(key, "3000");
      }
    },
    ZSET {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.zadd(key, 1, "3000");
      }
    },
    HASH {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.hset(key, "price", "3000");
      }
    },
    STREAM {
      @Override
      void put(RedisCommands<String, String> redis, String key) {
        redis.xadd(key, Map.of("price", "3000"));
      }
    };

    abstract void put(RedisCommands<String, String> redis, String key);

    String type() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Duration NEXT_ROUND = Duration.ofSeconds(75);
  private static final List<String> SERVICES =
      List.of(
          Suite.MARKET_STATE,
          Suite.INTENT_BRIDGE,
          Suite.APPLY_LAYER,
          Suite.HARVEST_BRAIN,
          Suite.EXITBRAIN,
          Suite.RISK_PROPOSAL,
          Suite.HARVEST_PROPOSAL,
          Suite.TRADING_BOT);

  /** Keys of one symbol, by the symbol whose stop has to close with that key spoiled. */
  private static final Map<String, String> OF_SYMBOL = new LinkedHashMap<>();

  private static final String RESULTS = "RESULTSUSDT";
  private static final String PLANS = "PLANSUSDT";
  private static final String PRICES = "PRICESUSDT";

  private static Chain chain;
  private static Names names;

  private static void ofSymbol(String symbol, String key) {
    OF_SYMBOL.put(symbol, key);
  }

  @BeforeAll
  static void start() {
    Names quantum = new Names(Names.DEFAULT_NAMESPACE);
    ofSymbol("POSITIONUSDT", quantum.position(Symbol.of("POSITIONUSDT")));
    ofSymbol("LEDGERUSDT", quantum.ledger(Symbol.of("LEDGERUSDT")));
    ofSymbol("HISTORYUSDT", quantum.history(Symbol.of("HISTORYUSDT")));
    ofSymbol("BOOKEDUSDT", quantum.booked(Symbol.of("BOOKEDUSDT")));
    ofSymbol("TICKERUSDT", quantum.ticker(Symbol.of("TICKERUSDT")));
    ofSymbol("MARKETUSDT", quantum.marketStatePrefix() + "MARKETUSDT");
    ofSymbol("OLDMARKETUSDT", quantum.marketPrefix() + "OLDMARKETUSDT");
    ofSymbol("RISKUSDT", quantum.riskProposalPrefix() + "RISKUSDT");
    ofSymbol("PROPOSALUSDT", quantum.harvestProposalPrefix() + "PROPOSALUSDT");
    ofSymbol("FOREIGNUSDT", quantum.foreignPosition(Symbol.of("FOREIGNUSDT")));
    ofSymbol("CONFIGUSDT", quantum.harvestConfig(Symbol.of("CONFIGUSDT")));
    ofSymbol("CARRIEDUSDT", quantum.applyCarried(Symbol.of("CARRIEDUSDT")));
    ofSymbol("COOLDOWNUSDT", quantum.cooldown(Symbol.of("COOLDOWNUSDT")));
    ofSymbol("BOTUSDT", quantum.botEntry(Symbol.of("BOTUSDT")));
    ofSymbol("PAUSEUSDT", quantum.pause(Symbol.of("PAUSEUSDT")));
    Set<String> symbols = new HashSet<>(OF_SYMBOL.keySet());
    symbols.addAll(Set.of(RESULTS, PLANS, PRICES));
    Set<String> services = new HashSet<>(SERVICES);
    services.add(Suite.PAPER_EXCHANGE);
    chain = Chain.prepare("keys", services, symbols, Map.of()).started();
    names = chain.names();
  }

  @AfterAll
  static void stop() {
    chain.close();
  }

  /** Keys of the account that a stop needs none of. */
  private static List<String> ofAccount() {
    List<String> keys = new ArrayList<>();
    keys.add(names.positionsOpen());
    keys.add(names.kill());
    keys.add(names.halt());
    keys.add(names.flatten());
    keys.add(names.applyBooked());
    keys.add(names.applyUnbooked());
    keys.add(names.applyUnpriced());
    keys.add(names.applyFunding());
    keys.add(names.positionsClosed());
    keys.add(names.positionClosed());
    keys.add(names.harvestSuggestions());
    keys.add(names.harvestProposals());
    keys.add(names.execution());
    keys.add(names.deadLetter());
    keys.add(names.alert());
    keys.add(names.limits());
    keys.add(names.liquidation());
    SERVICES.forEach(service -> keys.add(names.health(service)));
    SERVICES.forEach(service -> keys.add(names.settings(service)));
    SERVICES.forEach(service -> keys.add(names.lease(service)));
    SERVICES.forEach(service -> keys.add(names.standby(service)));
    return keys;
  }

  @ParameterizedTest
  @EnumSource
  void keyOfAnotherType_stopClosesAndNobodyEnds(Spoiled spoiled) {
    int restarts = chain.suite().restarts();
    Map<String, Long> pids = chain.suite().pids();
    open();

    // the stop's own way is free: everything beside it is spoiled at once
    OF_SYMBOL.values().forEach(key -> spoil(key, spoiled));
    ofAccount().forEach(key -> spoil(key, spoiled));
    OF_SYMBOL.keySet().forEach(symbol -> chain.price(symbol, "97"));
    OF_SYMBOL.keySet().forEach(KeysOfAnotherTypeIT::awaitClosed);
    chain
        .probe()
        .await(
            "the list is made anew",
            () -> chain.probe().commands().type(names.positionsOpen()).equals("set"),
            Chain.LONGEST);
    ofAccount().stream()
        .filter(key -> !key.equals(names.positionsOpen()))
        .forEach(KeysOfAnotherTypeIT::remove);
    OF_SYMBOL.values().forEach(KeysOfAnotherTypeIT::remove);

    // results have no stream: the order goes out all the same, and is booked when there is one
    if (spoiled != Spoiled.STREAM) {
      spoil(names.applyResult(), spoiled);
      spoil(names.tradeIntent(), spoiled);
      chain.price(RESULTS, "97");
      chain.probe().await("the order", () -> !chain.orders(RESULTS).isEmpty(), Chain.LONGEST);
      chain.awaitLog(Suite.EXITBRAIN, "[ALARM]", names.applyResult());
      chain.awaitLog(Suite.HARVEST_BRAIN, "[ALARM]", names.applyResult());
      chain.awaitLog(Suite.INTENT_BRIDGE, "[ALARM]", names.tradeIntent());
      remove(names.applyResult());
      remove(names.tradeIntent());
      awaitBooked(RESULTS);

      spoil(names.applyPlan(), spoiled);
      chain.price(PLANS, "97");
      chain.awaitLog(Suite.APPLY_LAYER, "[ALARM]", names.applyPlan());
      chain.awaitLog(Suite.EXITBRAIN, "[ALARM]", names.applyPlan());
      remove(names.applyPlan());
      chain.price(PLANS, "97");
      awaitBooked(PLANS);

      spoil(names.priceUpdate(), spoiled);
      chain.awaitLog(Suite.EXITBRAIN, "[ALARM]", names.priceUpdate());
      remove(names.priceUpdate());
      chain.price(PRICES, "97");
      awaitBooked(PRICES);
    }
    assertThat(chain.suite().restarts()).as("restarts").isEqualTo(restarts);
    assertThat(chain.suite().pids()).isEqualTo(pids);
  }

  private static void open() {
    List<String> symbols = new ArrayList<>(OF_SYMBOL.keySet());
    symbols.addAll(List.of(RESULTS, PLANS, PRICES));
    for (String symbol : symbols) {
      // an end that is booked later would begin its cooldown later
      chain.probe().await(symbol + " is flat", () -> chain.position(symbol).isEmpty(), NEXT_ROUND);
      remove(names.cooldown(Symbol.of(symbol)));
      chain.price(symbol, "100");
      chain.intent(
          "symbol", symbol, "side", "BUY", "qty", "4", "entry_price", "100", "stop_loss", "98");
    }
    for (String symbol : symbols) {
      chain
          .probe()
          .await(symbol + " is open", () -> !chain.position(symbol).isEmpty(), Chain.LONGEST);
    }
    chain.settle();
  }

  private static void awaitClosed(String symbol) {
    chain
        .probe()
        .await(
            symbol + " is closed",
            () ->
                chain.orders(symbol).stream()
                        .filter(order -> order.get("side").asString().equals("SELL"))
                        .count()
                    >= chain.orders(symbol).stream()
                        .filter(order -> order.get("side").asString().equals("BUY"))
                        .count(),
            Chain.LONGEST);
  }

  /**
   * A comparison that met a spoiled key is made again a minute later, should nothing else ask for
   * one. With its cooldown, which would hold back the next entry.
   */
  private static void awaitBooked(String symbol) {
    awaitClosed(symbol);
    chain.probe().await(symbol + " is booked", () -> chain.position(symbol).isEmpty(), NEXT_ROUND);
  }

  /** What has this type by right stays as it is. */
  private static void spoil(String key, Spoiled spoiled) {
    if (!chain.probe().commands().type(key).equals(spoiled.type())) {
      RedisCommands<String, String> redis = chain.probe().commands();
      redis.multi(); // nobody writes in between
      redis.del(key);
      spoiled.put(redis, key);
      redis.exec();
    }
  }

  private static void remove(String key) {
    chain.probe().commands().del(key);
  }

  @Test
  void table_holdsEveryKeyOfTheCatalogue() {
    Set<String> covered = new HashSet<>();
    OF_SYMBOL.forEach((symbol, key) -> covered.add(key.replace(symbol, "{SYMBOL}")));
    covered.addAll(ofAccount());
    covered.addAll(
        List.of(names.applyResult(), names.tradeIntent(), names.applyPlan(), names.priceUpdate()));
    covered.removeIf(key -> key.startsWith(names.health("")));
    covered.add(names.health("{service}"));
    covered.removeIf(key -> key.startsWith(names.settings("")));
    covered.add(names.settings("{service}"));
    covered.removeIf(key -> key.startsWith(names.lease("")));
    covered.add(names.lease("{service}"));
    covered.removeIf(key -> key.startsWith(names.standby("")));
    covered.add(names.standby("{service}"));
    List<String> all = new ArrayList<>();
    StreamCatalog.streams().forEach(entry -> all.add(entry.name()));
    StreamCatalog.keys().forEach(entry -> all.add(entry.name()));
    // marks are named by a decision; CommitIT, IntentBridgeIT and ApplyLayerIT spoil them
    all.removeIf(name -> name.contains("dedup:") || name.contains(":seen:"));
    all.removeIf(name -> name.contains("apply:done") || name.contains("apply:inflight"));
    // those of a venue are spoiled by MarketFeedRedisIT and RestWeightIT: a replay keeps no minutes
    all.removeIf(name -> name.contains("{venue}"));
    // those of quantum-alerts, which no service of the chain knows, by SpoiledKeysIT
    all.removeIf(name -> name.contains(":alerts:"));
    assertThat(covered).containsAll(all);
  }
}

package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Names;
import quantum.contracts.Oddity;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.HarvestConfigs;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.Records;
import quantum.runtime.snapshot.RiskProposals;
import quantum.runtime.snapshot.Unreadable;
import quantum.runtime.snapshot.UnreadableKeys;

class RecordsIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final Symbol SOL = Symbol.of("SOLUSDT");
  private static final Symbol XRP = Symbol.of("XRPUSDT");
  private static final long NOW = 1_746_777_600_000L;
  private static final Names NAMES = new Names("quantum");

  private final RedisServer server = RedisServer.shared();
  private final StreamProbe probe = new StreamProbe(server);
  private final Redis redis = Redis.connect(server.settings("quantum"), "records-it");
  private final List<String> said = new ArrayList<>();
  private final UnreadableKeys unreadable =
      new UnreadableKeys((key, why) -> said.add(key + " " + why));

  @BeforeEach
  void empty() {
    probe.flush();
  }

  @AfterEach
  void close() {
    redis.close();
    probe.close();
  }

  private void hash(String key, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      probe.commands().hset(key, pairs[i], pairs[i + 1]);
    }
  }

  private static Decoded<Optional<String>> digits(Symbol symbol, Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    String text = hash.getOrDefault("n", "");
    return text.matches("\\d+")
        ? new Decoded.Ok<>(Optional.of(symbol + text))
        : new Decoded.Bad<>("n", text, "must be digits");
  }

  @Test
  void records_tellNoneFromUnreadable_andHideNobodyElse() {
    hash("r:BTCUSDT", "n", "1");
    hash("r:ETHUSDT", "n", "one");
    probe.commands().set("r:SOLUSDT", "text");
    Records<String> records =
        new Records<>(redis, symbol -> "r:" + symbol, RecordsIT::digits, unreadable);

    assertThat(records.load(List.of(BTC, ETH, SOL, XRP)))
        .isEqualTo(Map.of(BTC, Optional.of("BTCUSDT1"), XRP, Optional.empty()));
    assertThat(said)
        .containsExactlyInAnyOrder("r:ETHUSDT n='one': must be digits", "r:SOLUSDT is no hash");
    assertThat(records.load(List.of())).isEmpty();
  }

  @Test
  void records_troubleThatWasMendedAndComesBack_isToldAgain() {
    Records<String> records =
        new Records<>(redis, symbol -> "r:" + symbol, RecordsIT::digits, unreadable);
    for (String value : List.of("x", "x", "5", "x")) {
      hash("r:BTCUSDT", "n", value);
      records.load(List.of(BTC));
    }

    assertThat(said).hasSize(2);
  }

  @Test
  void riskProposals_areTheFreshOnesOfTheirOwnSymbol() {
    String at = EventTime.format(NOW);
    hash("p:BTCUSDT", "stop_dist_pct", "0.02", "updated_at", at);
    hash("p:ETHUSDT", "stop_dist_pct", "0.03", "updated_at", at, "symbol", "BTCUSDT");
    hash("p:SOLUSDT", "stop_dist_pct", "0.04", "updated_at", at);
    RiskProposals proposals = new RiskProposals(redis, "p:", 300_000, unreadable);

    Map<Symbol, RiskProposal> fresh =
        proposals.fresh(Map.of(BTC, NOW + 300_000, ETH, NOW, SOL, NOW + 300_001, XRP, NOW));

    assertThat(fresh.keySet()).isEqualTo(Set.of(BTC));
    assertThat(fresh.get(BTC).stopDistPct()).isEqualTo(0.02);
    assertThat(said).containsExactly("p:ETHUSDT symbol='BTCUSDT': must be ETHUSDT");
  }

  @Test
  void harvestConfigs_leaveARefusedHashOut_andLeaveItToTheReaderWhetherItIsUsable() {
    hash(NAMES.harvestConfig(BTC), "min_r", "0.7");
    hash(NAMES.harvestConfig(ETH), "min_r", "much");
    HarvestConfigs configs = new HarvestConfigs(redis, NAMES, unreadable);
    unreadable.found(NAMES.harvestConfig(BTC), "does not go with the settings");

    Map<Symbol, Optional<HarvestOverrides>> loaded = configs.load(List.of(BTC, ETH, SOL));
    unreadable.found(NAMES.harvestConfig(BTC), "does not go with the settings");

    assertThat(loaded.keySet()).isEqualTo(Set.of(BTC, SOL));
    assertThat(loaded.get(BTC).orElseThrow().minR().orElseThrow()).isEqualByComparingTo("0.7");
    assertThat(loaded.get(SOL)).isEmpty();
    assertThat(said).hasSize(2);
  }

  @Test
  void openPositions_noteThatCannotBeRead_isNamed_andTheRestCounts() {
    hash(
        NAMES.position(BTC),
        "side",
        "LONG",
        "qty",
        "1",
        "entry_price",
        "100",
        "position_id",
        "a",
        "symbol",
        "BTCUSDT",
        "opened_at",
        EventTime.format(NOW),
        "peak_price",
        "x",
        "current_price",
        "101");
    Set<String> odd = new TreeSet<>();
    Unreadable noting =
        new Unreadable() {
          @Override
          public void found(String key, String why) {
            said.add(key + " " + why);
          }

          @Override
          public void odd(String key, List<Oddity> oddities) {
            oddities.forEach(oddity -> odd.add(key + ' ' + oddity.field()));
          }
        };

    var evaluated =
        new OpenPositions(redis, NAMES, noting).loadEvaluated(List.of(BTC)).get(BTC).orElseThrow();

    assertThat(evaluated.evaluation().orElseThrow().peak()).isEqualTo(Price.of("101"));
    assertThat(odd).containsExactly(NAMES.position(BTC) + " (evaluation) peak_price");
    assertThat(said).isEmpty();
  }

  @Test
  void openPositions_badNameInTheSet_isToldOnce_andTheOthersCount() {
    probe.commands().sadd(NAMES.positionsOpen(), "BTCUSDT", "no symbol", "nor this");
    OpenPositions positions = new OpenPositions(redis, NAMES, unreadable);

    assertThat(positions.symbols()).contains(Set.of(BTC));
    assertThat(positions.symbols()).contains(Set.of(BTC));
    assertThat(said).hasSize(2);
  }
}

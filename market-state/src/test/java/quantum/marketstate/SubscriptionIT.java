package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.marketdata.MarketConnections;
import quantum.marketdata.MarketFrame;
import quantum.marketdata.SocketEvent;
import quantum.runtime.testing.FakeVenue;

/** What is asked of the venue's sockets, and what becomes of it. */
@Timeout(60)
class SubscriptionIT {
  private static final long T = 1_770_155_882_463L;
  private static final Pattern MARK = Pattern.compile("\"([^\"@]+)@markPrice@1s\"");
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  private final FakeVenue venue = new FakeVenue();
  private final BlockingQueue<SocketEvent> inbox = new LinkedBlockingQueue<>();
  private final List<String> unusable = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Set<Symbol> confirmed = new TreeSet<>();
  private MarketConnections connections = connections(Duration.ofHours(23));

  @AfterEach
  void stop() {
    connections.close();
    venue.close();
  }

  @Test
  void manySymbols_areAskedForByMessage_overConnectionsOf200Streams() {
    Set<Symbol> symbols =
        IntStream.range(0, 250)
            .mapToObj(i -> Symbol.of("S%03dUSDT".formatted(i)))
            .collect(Collectors.toSet());
    connections.watch(symbols);
    await("all confirmed", () -> confirmed.equals(symbols));
    assertThat(connections.isOpen()).isTrue();
    assertThat(venue.peers()).hasSize(3);
    Set<String> asked = new HashSet<>();
    for (FakeVenue.Peer peer : venue.peers()) {
      Set<String> mine = new HashSet<>();
      for (String text = peer.pollText(); text != null; text = peer.pollText()) {
        assertThat(text.length()).isLessThan(4096);
        mine.addAll(names(text));
      }
      assertThat(2 * mine.size()).isLessThanOrEqualTo(200);
      asked.addAll(mine);
    }
    assertThat(asked).hasSize(250);
  }

  @Test
  void refusedSubscription_isRepeated_andABadNameCostsNoOther() {
    venue.acknowledge(false);
    Set<Symbol> symbols = new TreeSet<>(Set.of(BTC, ETH, Symbol.of("BADUSDT"), Symbol.of("XUSDT")));
    connections.watch(symbols);
    FakeVenue.Peer peer = peer();
    await(
        "all but the bad one",
        () -> {
          String text = peer.pollText();
          if (text != null && text.contains("badusdt")) {
            peer.refuse(text);
          } else if (text != null) {
            peer.acknowledge(text);
          }
          return confirmed.size() == 3;
        });
    assertThat(confirmed).doesNotContain(Symbol.of("BADUSDT"));
    assertThat(unusable).anyMatch(line -> line.startsWith("subscription refused"));
  }

  @Test
  void refusalThatDoesNotSayOfWhat_isOfAllThatWasAsked() {
    venue.acknowledge(false);
    connections.watch(Set.of(BTC));
    FakeVenue.Peer peer = peer();
    assertThat(text(peer)).contains("btcusdt");
    peer.say("{\"code\":3,\"msg\":\"Invalid JSON\"}");
    peer.acknowledge(text(peer));
    await("confirmed", () -> confirmed.contains(BTC));
  }

  @Test
  void unansweredSubscription_isRepeated() {
    venue.acknowledge(false);
    connections.watch(Set.of(BTC));
    FakeVenue.Peer peer = peer();
    assertThat(names(text(peer))).isEqualTo(names(text(peer)));
  }

  @Test
  void refusedConnection_isNamedWithItsStatus() {
    venue.refuseUpgrade(431);
    connections.watch(Set.of(BTC));
    await("lost", () -> lost.contains("refused with HTTP 431"));
    venue.refuseUpgrade(101);
    await("confirmed", () -> confirmed.contains(BTC));
  }

  @Test
  void silentSymbol_isSubscribedOnceMore() {
    connections.watch(Set.of(BTC, ETH));
    FakeVenue.Peer peer = peer();
    assertThat(names(text(peer))).hasSize(2);
    await("confirmed", () -> confirmed.size() == 2);
    connections.subscribeAgain(Set.of(ETH));
    assertThat(names(text(peer))).containsExactly("ethusdt");
  }

  @Test
  void listChangedDuringRenewal_theSuccessorHearsWhatIsWatchedThen() {
    connections.close();
    connections = connections(Duration.ofMillis(200));
    venue.acknowledge(false);
    connections.watch(Set.of(BTC, ETH));
    FakeVenue.Peer first = peer();
    first.acknowledge(text(first));
    FakeVenue.Peer second = peer();
    String early = text(second);
    assertThat(names(early)).containsExactlyInAnyOrder("btcusdt", "ethusdt");
    Symbol river = Symbol.of("RIVERUSDT");
    connections.watch(Set.of(BTC, river)); // while the successor is not ready yet
    second.acknowledge(early);
    second.price("BTCUSDT", "1", T);
    Set<String> late = new HashSet<>();
    await(
        "the change on the successor",
        () -> {
          String text = second.pollText();
          if (text != null) {
            late.add(text);
            second.acknowledge(text);
          }
          return late.size() == 2;
        });
    assertThat(late).anyMatch(text -> text.contains("UNSUBSCRIBE") && text.contains("ethusdt"));
    assertThat(late).anyMatch(text -> text.contains("\"SUBSCRIBE") && text.contains("riverusdt"));
    await("the first one is left", () -> !venue.peers().contains(first));
    second.price("RIVERUSDT", "21", T);
    await("heard", () -> heard.contains("RIVERUSDT"));
  }

  // ---- building blocks

  private final Set<String> lost = new HashSet<>();

  private MarketConnections connections(Duration renewal) {
    var timing =
        new ConnectionTiming(
            Duration.ofMinutes(5),
            renewal,
            Duration.ofMillis(200),
            Duration.ofMillis(2),
            Duration.ofMillis(20),
            Duration.ofMillis(100));
    return new MarketConnections(
        MarketConnections.client(),
        venue.socketBase(),
        timing,
        "[TEST]",
        () -> System.nanoTime() / 1_000_000,
        inbox::add,
        unusable::add);
  }

  /** One round of the loop that owns the connections. */
  private void look() {
    connections.look();
    try {
      SocketEvent event = inbox.poll(2, TimeUnit.MILLISECONDS);
      if (event != null) {
        for (MarketFrame.Event told : connections.handle(event)) {
          if (told instanceof MarketFrame.Event.Mark(var tick)) {
            heard.add(tick.symbol().name());
          }
        }
        if (event instanceof SocketEvent.Lost(var _, String why)) {
          lost.add(why);
        }
        if (event instanceof SocketEvent.Message message) {
          message.handled();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    confirmed.addAll(connections.takeConfirmed());
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      look();
    }
  }

  private FakeVenue.Peer peer() {
    List<FakeVenue.Peer> found = new ArrayList<>();
    await(
        "a connection",
        () -> {
          venue.pollPeer().ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private String text(FakeVenue.Peer peer) {
    List<String> found = new ArrayList<>();
    await(
        "a request",
        () -> {
          String text = peer.pollText();
          if (text != null) {
            found.add(text);
          }
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static Set<String> names(String text) {
    return MARK.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }
}

package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.Freshness;
import quantum.kernel.value.Symbol;
import quantum.runtime.Health;
import quantum.runtime.testing.Loop;

/** The stream against a real WebSocket server that fails as the venue does. */
@Timeout(60)
class UserStreamTest {
  /** Long enough that nothing of it happens in a test that is about something else. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final StreamTiming CALM =
      new StreamTiming(
          NEVER,
          Duration.ofMillis(50),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          NEVER,
          Duration.ofMillis(20),
          Duration.ofMillis(10),
          Duration.ofMillis(40));

  private static final String GONE = "{\"code\":-1125,\"msg\":\"This listenKey does not exist.\"}";

  private final StreamExchange venue = new StreamExchange();
  private final BlockingQueue<AccountEvent> events = new LinkedBlockingQueue<>();
  private Optional<Loop> loop = Optional.empty();

  private static StreamTiming keepingAlive(Duration every) {
    return new StreamTiming(
        every,
        CALM.ping(),
        CALM.silence(),
        CALM.patience(),
        CALM.renewal(),
        CALM.spacing(),
        CALM.firstPause(),
        CALM.longestPause());
  }

  private static StreamTiming silentAfter(Duration silence, Duration patience) {
    return new StreamTiming(
        CALM.keepAlive(),
        Duration.ofMillis(20),
        silence,
        patience,
        CALM.renewal(),
        CALM.spacing(),
        CALM.firstPause(),
        CALM.longestPause());
  }

  private static StreamTiming renewedAfter(Duration age) {
    return new StreamTiming(
        CALM.keepAlive(),
        CALM.ping(),
        CALM.silence(),
        CALM.patience(),
        age,
        CALM.spacing(),
        CALM.firstPause(),
        CALM.longestPause());
  }

  private UserStream start(StreamTiming timing) {
    return start(timing, events::add);
  }

  private UserStream start(StreamTiming timing, Consumer<AccountEvent> taker) {
    UserStream stream = stream(timing, taker);
    loop = Optional.of(new Loop(stream));
    return stream;
  }

  private UserStream stream(StreamTiming timing, Consumer<AccountEvent> taker) {
    return new UserStream(
        venue.endpoints(),
        new Credentials("api-key", "secret"),
        new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5)),
        timing,
        Clock.systemUTC(),
        new Health("apply-layer", Clock.systemUTC()).loop("user-stream"),
        taker);
  }

  @AfterEach
  void stop() {
    loop.ifPresent(Loop::close);
    venue.close();
  }

  private AccountEvent next() throws InterruptedException {
    AccountEvent event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  private void awaitResync() throws InterruptedException {
    assertThat(next()).isInstanceOf(AccountEvent.Resync.class);
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private static String leverage(int leverage) {
    return "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":1,\"T\":1,\"ac\":{\"s\":\"BTCUSDT\",\"l\":"
        + leverage
        + "}}";
  }

  private static AccountEvent leverageEvent(int leverage) {
    return new AccountEvent.LeverageChanged(Symbol.of("BTCUSDT"), leverage, 1);
  }

  // ---- ready

  @Test
  void connected_saysResyncFirst_thenEvents_andIsFresh() throws InterruptedException {
    UserStream stream = start(CALM);
    assertThat(stream.freshness().isFresh()).isFalse();
    StreamExchange.Peer peer = venue.awaitPeer();
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
    peer.say(leverage(7));
    assertThat(next()).isEqualTo(leverageEvent(7));
    assertThat(venue.calls("POST"))
        .containsExactly(new StreamExchange.Call("POST", "/fapi/v1/listenKey", "api-key"));
    assertThat(peer.key()).isEqualTo("key1");
  }

  @Test
  void resync_isToldBeforeTheStreamIsFresh_eachTime() throws InterruptedException {
    AtomicReference<UserStream> stream = new AtomicReference<>();
    BlockingQueue<Boolean> freshAtResync = new LinkedBlockingQueue<>();
    CountDownLatch made = new CountDownLatch(1);
    stream.set(
        start(
            CALM,
            _ -> {
              try {
                made.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              freshAtResync.add(stream.get().freshness().isFresh());
            }));
    made.countDown();
    for (int i = 0; i < 2; i++) {
      StreamExchange.Peer peer = venue.awaitPeer();
      assertThat(freshAtResync.poll(20, TimeUnit.SECONDS)).isFalse();
      await("fresh", () -> stream.get().freshness().isFresh());
      peer.cut();
    }
  }

  @Test
  void openSocketThatAnswersNoPing_isReadyWithItsFirstMessage() throws InterruptedException {
    venue.answerPings(false);
    UserStream stream = start(CALM);
    StreamExchange.Peer peer = venue.awaitPeer();
    assertThat(stream.freshness().isFresh()).isFalse();
    peer.say(leverage(7));
    awaitResync();
    assertThat(next()).isEqualTo(leverageEvent(7));
    await("fresh", () -> stream.freshness().isFresh());
  }

  @Test
  void pingOfTheVenue_isASignOfLife() throws InterruptedException {
    venue.answerPings(false);
    start(CALM);
    venue.awaitPeer().ping();
    awaitResync();
  }

  @Test
  void wrongKey_silentSocket_isNeverFresh_andIsTriedAgain() throws InterruptedException {
    venue.tell("wrong");
    UserStream stream = start(silentAfter(Duration.ofSeconds(5), Duration.ofMillis(100)));
    for (int i = 0; i < 3; i++) {
      assertThat(venue.awaitPeer().key()).isEqualTo("wrong");
      assertThat(stream.freshness()).isInstanceOf(Freshness.Dead.class);
    }
    assertThat(events).isEmpty();
    venue.tell("");
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
    assertThat(venue.calls("POST").size()).isGreaterThanOrEqualTo(4);
  }

  // ---- lost

  @Test
  void cutConnection_isDead_thenBackWithResync() throws InterruptedException {
    UserStream stream = start(CALM);
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    venue.answerPings(false);
    first.cut();
    StreamExchange.Peer second = venue.awaitPeer();
    assertThat(stream.freshness()).isInstanceOf(Freshness.Dead.class);
    second.say(leverage(3));
    awaitResync();
    assertThat(next()).isEqualTo(leverageEvent(3));
    await("fresh", () -> stream.freshness().isFresh());
  }

  @Test
  void silence_isDead_andReconnects_withResync() throws InterruptedException {
    UserStream stream = start(silentAfter(Duration.ofMillis(400), Duration.ofSeconds(10)));
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
    venue.answerPings(false);
    first.deafen();
    StreamExchange.Peer second = venue.awaitPeer();
    assertThat(stream.freshness())
        .isInstanceOfSatisfying(
            Freshness.Dead.class, dead -> assertThat(dead.ageMillis()).isGreaterThanOrEqualTo(400));
    await("the silent connection is dropped", first::isClosed);
    second.say(leverage(3));
    awaitResync();
  }

  @Test
  void silence_isNotFresh_evenWhileTheTakerHoldsTheLoop() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    UserStream stream =
        start(
            silentAfter(Duration.ofMillis(300), Duration.ofSeconds(10)),
            event -> {
              events.add(event);
              if (event instanceof AccountEvent.LeverageChanged) {
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    StreamExchange.Peer peer = venue.awaitPeer();
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
    peer.say(leverage(3));
    await("stale", () -> !stream.freshness().isFresh());
    release.countDown();
    await("fresh again", () -> stream.freshness().isFresh());
    // what it said meanwhile was only waiting to be heard
    assertThat(venue.connectionsSeen()).isEqualTo(1);
  }

  @Test
  void listenKeyExpired_openSocket_isLeft_forTheNewKey_withResync() throws InterruptedException {
    UserStream stream = start(CALM);
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    venue.key("key2");
    venue.answerPings(false);
    first.say("{\"e\":\"listenKeyExpired\",\"E\":1,\"listenKey\":\"key1\"}");
    StreamExchange.Peer second = venue.awaitPeer();
    assertThat(second.key()).isEqualTo("key2");
    assertThat(stream.freshness()).isInstanceOf(Freshness.Dead.class);
    await("the deaf connection is dropped", first::isClosed);
    second.say(leverage(3));
    awaitResync();
    assertThat(next()).isEqualTo(leverageEvent(3));
  }

  @Test
  void neverConnected_isDeadSinceItWasMade() {
    venue.close();
    UserStream stream = start(CALM);
    await(
        "it grows older",
        () ->
            stream.freshness() instanceof Freshness.Dead(long ageMillis, long forMillis)
                && ageMillis >= 100
                && forMillis >= 100);
    assertThat(events).isEmpty();
  }

  @Test
  void doubt_isNotFreshAtOnce_andConnectsAnew() throws InterruptedException {
    UserStream stream = start(CALM);
    venue.awaitPeer();
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
    venue.answerPings(false);
    stream.doubt("an own fill was not told");
    assertThat(stream.freshness().isFresh()).isFalse();
    venue.awaitPeer().say(leverage(3));
    awaitResync();
    await("fresh", () -> stream.freshness().isFresh());
  }

  // ---- the key

  @Test
  void keepAlive_extendsTheKey_andKeepsTheConnection() throws InterruptedException {
    start(keepingAlive(Duration.ofMillis(50)));
    venue.awaitPeer();
    awaitResync();
    await("extended", () -> venue.calls("PUT").size() >= 3);
    assertThat(venue.calls("PUT").getFirst())
        .isEqualTo(new StreamExchange.Call("PUT", "/fapi/v1/listenKey", "api-key"));
    assertThat(venue.calls("POST")).hasSize(1);
    assertThat(venue.connectionsSeen()).isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  void keepAliveRefusedAsGone_newKey_newConnection_withResync() throws InterruptedException {
    venue.refuseNextPut(400, "", GONE);
    start(keepingAlive(Duration.ofMillis(200)));
    StreamExchange.Peer first = venue.awaitPeer();
    venue.key("key2");
    awaitResync();
    assertThat(venue.awaitPeer().key()).isEqualTo("key2");
    awaitResync();
    await("the deaf connection is dropped", first::isClosed);
  }

  @Test
  void keepAliveRefusedAsGone_sameTextGivenAgain_connectsAnewAllTheSame()
      throws InterruptedException {
    venue.refuseNextPut(400, "", GONE);
    start(keepingAlive(Duration.ofMillis(200)));
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    assertThat(venue.awaitPeer().key()).isEqualTo("key1");
    awaitResync();
    await("the deaf connection is dropped", first::isClosed);
  }

  @Test
  void keepAliveFailedOnce_sameKeyInForce_keepsTheConnection() throws InterruptedException {
    venue.refuseNextPut(503, "", "Service Unavailable");
    UserStream stream = start(keepingAlive(Duration.ofMillis(100)));
    venue.awaitPeer();
    awaitResync();
    await("extended after the new key", () -> venue.calls("PUT").size() >= 3);
    assertThat(venue.calls("POST")).hasSize(2);
    assertThat(venue.connectionsSeen()).isEqualTo(1);
    assertThat(stream.freshness().isFresh()).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void keepAliveFailedOnce_anotherKeyInForce_connectsUnderIt() throws InterruptedException {
    venue.refuseNextPut(503, "", "Service Unavailable");
    start(keepingAlive(Duration.ofMillis(200)));
    StreamExchange.Peer first = venue.awaitPeer();
    venue.key("key2");
    awaitResync();
    assertThat(venue.awaitPeer().key()).isEqualTo("key2");
    awaitResync();
    await("the old connection is dropped", first::isClosed);
  }

  @Test
  void noKey_isAskedForAgain_notSoonerThanTheVenueSays() throws InterruptedException {
    venue.refuseNextPost(401, "", "{\"code\":-2015,\"msg\":\"Invalid API-key\"}");
    venue.refuseNextPost(200, "", "<html>");
    venue.refuseNextPost(200, "", "{\"listenKey\":\"../../odd key\"}");
    venue.refuseNextPost(429, "Retry-After: 1\r\n", "{\"code\":-1003,\"msg\":\"Too many\"}");
    long began = System.nanoTime();
    start(CALM);
    awaitResync();
    assertThat(venue.calls("POST")).hasSize(5);
    assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(950));
  }

  // ---- renewal

  @Test
  void oldConnection_isReplaced_andClosedOnlyWhenTheNewOneSpeaks() throws InterruptedException {
    UserStream stream = start(renewedAfter(Duration.ofMillis(300)));
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    venue.answerPings(false);
    StreamExchange.Peer second = venue.awaitPeer();
    first.say(leverage(3)); // still the one that counts
    assertThat(next()).isEqualTo(leverageEvent(3));
    assertThat(first.isClosed()).isFalse();
    assertThat(stream.freshness().isFresh()).isTrue();
    second.say(leverage(3)); // told by both
    awaitResync();
    await("the old connection is dropped", first::isClosed);
    assertThat(stream.freshness().isFresh()).isTrue();
    second.say(leverage(4));
    assertThat(next()).isEqualTo(leverageEvent(4));
  }

  @Test
  void successorThatStaysSilent_costsTheOldConnectionNothing() throws InterruptedException {
    StreamTiming hasty =
        new StreamTiming(
            NEVER,
            CALM.ping(),
            CALM.silence(),
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            CALM.spacing(),
            CALM.firstPause(),
            CALM.longestPause());
    UserStream stream = start(hasty);
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    venue.answerPings(false);
    StreamExchange.Peer second = venue.awaitPeer();
    venue.awaitPeer();
    await("given up", second::isClosed);
    assertThat(stream.freshness().isFresh()).isTrue();
    first.say(leverage(9));
    assertThat(next()).isEqualTo(leverageEvent(9));
  }

  // ---- events

  @Test
  void messageInTwoFrames_isOne() throws InterruptedException {
    start(CALM);
    StreamExchange.Peer peer = venue.awaitPeer();
    awaitResync();
    peer.sayInTwoParts(leverage(3));
    assertThat(next()).isEqualTo(leverageEvent(3));
  }

  @Test
  void sameFillTwice_isToldOnce_evenOverAReconnect() throws InterruptedException {
    start(CALM);
    StreamExchange.Peer first = venue.awaitPeer();
    awaitResync();
    String fill = SharedFolder.venueFixture("events/crate_order_update_trade.json");
    first.say(fill);
    first.say(fill);
    first.say(leverage(3));
    assertThat(next()).isInstanceOf(AccountEvent.OrderFilled.class);
    assertThat(next()).isEqualTo(leverageEvent(3));
    first.cut();
    StreamExchange.Peer second = venue.awaitPeer();
    awaitResync();
    second.say(fill);
    second.say(leverage(4));
    assertThat(next()).isEqualTo(leverageEvent(4));
  }

  @Test
  void oddMessages_neverEndTheStream_andAskForAComparison() throws InterruptedException {
    UserStream stream = start(CALM);
    StreamExchange.Peer peer = venue.awaitPeer();
    awaitResync();
    for (String odd :
        List.of(
            "[]",
            "{}",
            "7",
            "{\"e\":\"SOMETHING_NEW\",\"E\":1}",
            "{\"e\":\"TRADE_LITE\",\"s\":\"BTCUSDT\"}",
            "{\"e\":{}}")) {
      peer.say(odd);
    }
    peer.say(leverage(3));
    List<AccountEvent> heard = new ArrayList<>();
    do {
      heard.add(next());
    } while (!heard.getLast().equals(leverageEvent(3)));
    peer.say("{\"e\":\"ORDER_TRADE_UPDATE\",\"T\":1,\"o\":{\"s\":\"BTCUSDT\"}}");
    awaitResync();
    assertThat(stream.freshness().isFresh()).isTrue();
    assertThat(venue.connectionsSeen()).isEqualTo(1);
  }

  @Test
  void stopped_closesItsConnection_andIsNotFresh() throws InterruptedException {
    UserStream stream = start(CALM);
    StreamExchange.Peer peer = venue.awaitPeer();
    awaitResync();
    loop.ifPresent(Loop::close);
    assertThat(stream.freshness().isFresh()).isFalse();
    await("closed", peer::isClosed);
    assertThat(venue.calls("DELETE")).isEmpty(); // others may listen under it
  }

  @Test
  void takerThatFails_endsTheRun_andNothingStaysOpen() {
    UserStream stream =
        stream(
            CALM,
            event -> {
              throw new IllegalStateException("cannot take " + event);
            });
    assertThatThrownBy(stream::run).hasMessageContaining("cannot take Resync");
    assertThat(stream.freshness().isFresh()).isFalse();
    await("closed", () -> venue.connectionsOpen() == 0);
  }
}

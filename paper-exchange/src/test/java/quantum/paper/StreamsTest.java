package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.JsonShape.assertLike;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamsTest {
  @TempDir Path folder;

  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws Exception {
    rig = PaperRig.start(folder);
    client = rig.client;
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void markPrice_followsTheTicksInReplayTime() throws Exception {
    var socket = client.socket("/market/ws/btcusdt@markPrice@1s");
    client.control("POST", "/paper/advance?ticks=4");
    JsonNode first = socket.next();
    assertLike(first, fixture("events/crate_mark_price_stream.json"), Set.of());
    assertLike(first, example("mark_price_stream"), Set.of());
    assertThat(first.path("E").asLong()).isEqualTo(PaperRig.START);
    assertThat(first.path("p").asString()).isEqualTo("95505.40000000");
    assertThat(socket.next().path("p").asString()).isEqualTo("95510.00000000");
    assertThat(socket.next().path("p").asString()).isEqualTo("95500.00000000");
    JsonNode close = socket.next();
    assertThat(close.path("p").asString()).isEqualTo("95502.70000000");
    assertThat(close.path("E").asLong()).isEqualTo(PaperRig.START + 59_999);
  }

  @Test
  void advance_answersAfterItsTicksWereSent() throws Exception {
    var socket =
        client.socket("/market/stream?streams=btcusdt@markPrice@1s/riverusdt@markPrice@1s");
    JsonNode answer = client.control("POST", "/paper/advance?bars=2");
    assertThat(answer.path("ticks").asInt()).isEqualTo(12);
    for (int i = 0; i < 12; i++) {
      JsonNode event = socket.next();
      assertThat(event.path("stream").asString()).matches("(btc|river)usdt@markPrice@1s");
      if (i == 11) {
        assertThat(event.path("data").path("E")).isEqualTo(answer.path("time"));
        assertThat(event.path("data").path("s")).isEqualTo(answer.path("symbol"));
      }
    }
    assertThat(socket.waiting()).isZero();
  }

  @Test
  void lateSubscriber_getsThePresentPriceFirst() throws Exception {
    client.control("POST", "/paper/advance?ticks=2");
    var socket = client.socket("/market/ws/btcusdt@markPrice@1s");
    assertThat(socket.next().path("p").asString()).isEqualTo("95510.00000000");
    client.control("POST", "/paper/advance?ticks=1");
    assertThat(socket.next().path("p").asString()).isEqualTo("95500.00000000");
    assertThat(socket.waiting()).isZero();
  }

  @Test
  void kline_growsUntilItIsClosed() throws Exception {
    var socket = client.socket("/market/ws/btcusdt@kline_1m");
    client.control("POST", "/paper/advance?ticks=4");
    JsonNode open = socket.next();
    assertLike(open, fixture("events/crate_kline_stream_open.json"), Set.of());
    assertThat(open.path("k").path("x").asBoolean(true)).isFalse();
    assertThat(open.path("k").path("h").asString()).isEqualTo("95505.4");
    assertThat(socket.next().path("k").path("h").asString()).isEqualTo("95510");
    socket.next();
    JsonNode closed = socket.next();
    assertThat(closed.path("k").path("x").asBoolean()).isTrue();
    assertThat(closed.path("k").path("l").asString()).isEqualTo("95500");
    assertThat(closed.path("k").path("v").asString()).isEqualTo("16.536");
  }

  @Test
  void subscribeFrames_addAndRemoveStreams() throws Exception {
    var socket = client.socket("/market/ws");
    socket.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@markPrice@1s\"],\"id\":1}");
    assertThat(socket.next()).isEqualTo(parse("{\"result\":null,\"id\":1}"));
    socket.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":2}");
    assertThat(socket.next().path("result")).hasSize(1);
    client.control("POST", "/paper/advance?ticks=1");
    assertThat(socket.next().path("e").asString()).isEqualTo("markPriceUpdate");
    socket.send(
        "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@markPrice@1s\"],\"id\":\"three\"}");
    assertThat(socket.next()).isEqualTo(parse("{\"result\":null,\"id\":\"three\"}"));
    client.control("POST", "/paper/advance?ticks=1");
    assertThat(socket.waiting()).isZero();
    socket.send("not json");
    assertThat(socket.next().has("error")).isTrue();
  }

  @Test
  void allMarks_comeAsArray() throws Exception {
    var socket = client.socket("/market/stream?streams=!markPrice@arr@1s");
    client.control("POST", "/paper/advance?ticks=1");
    JsonNode event = socket.next();
    assertThat(event.path("stream").asString()).isEqualTo("!markPrice@arr@1s");
    assertLike(event.path("data"), example("mark_price_stream_for_all_market"), Set.of());
  }

  @Test
  void fills_comeToTheListenerInTheVenuesForm_withReplayTime() throws Exception {
    client.control("POST", "/paper/advance?ticks=4");
    var socket = client.socket("/private/ws/" + listenKey());
    JsonNode order = json(client.market("BTCUSDT", "BUY", "0.002", false, "mine"));

    JsonNode placed = socket.next();
    assertLike(placed, fixture("events/crate_order_update_new.json"), Set.of());
    assertThat(placed.path("o").path("X").asString()).isEqualTo("NEW");
    JsonNode account = socket.next();
    assertLike(account, fixture("events/crate_account_update.json"), Set.of());
    assertThat(account.path("a").path("P").get(0).path("pa").asString()).isEqualTo("0.002");
    JsonNode trade = socket.next();
    assertLike(trade, fixture("events/crate_order_update_trade.json"), Set.of());
    assertThat(trade.path("o").path("X").asString()).isEqualTo("FILLED");
    assertThat(trade.path("o").path("i")).isEqualTo(order.path("orderId"));
    assertThat(trade.path("E").asLong()).isEqualTo(PaperRig.START + 59_999);
    assertThat(trade.path("o").path("n").asString()).isEqualTo("0.07640216");
  }

  @Test
  void positionChangedByHand_isHeardToo() throws Exception {
    client.control("POST", "/paper/advance?ticks=4");
    client.market("BTCUSDT", "BUY", "0.002", false, "mine");
    var socket = client.socket("/private/stream?streams=" + listenKey());
    client.control("POST", "/paper/position?symbol=BTCUSDT&qty=0");
    // the order before may still be on its way to the new socket
    JsonNode trade =
        socket.next(
            event ->
                event.path("data").path("o").path("c").asString("").startsWith("web_")
                    && event.path("data").path("o").path("x").asString().equals("TRADE"));
    assertThat(trade.path("data").path("o").path("z").asString()).isEqualTo("0.002");
  }

  @Test
  void wrongKey_opensASocketThatStaysSilent() throws Exception {
    client.control("POST", "/paper/advance?ticks=4");
    String key = listenKey();
    client.send("DELETE", "/fapi/v1/listenKey", "");
    var ended = client.socket("/private/ws/" + key);
    listenKey();
    var wrong = client.socket("/private/ws?listenKey=nonsense");
    var right = client.socket("/private/ws/" + key);
    client.market("BTCUSDT", "BUY", "0.002", false, "mine");
    right.next(event -> event.path("o").path("X").asString().equals("FILLED"));
    assertThat(wrong.waiting()).isZero();
    assertThat(ended.waiting()).as("it was connected when no key was in force").isZero();
    assertThat(wrong.isOpen() && ended.isOpen()).isTrue();
  }

  @Test
  void key_mayBeInThePathOrTheQuery_withTheEventsWanted() throws Exception {
    client.control("POST", "/paper/advance?ticks=4");
    String key = listenKey();
    var path = client.socket("/private/ws/" + key);
    var query = client.socket("/private/ws?listenKey=" + key);
    var some = client.socket("/private/ws?listenKey=" + key + "&events=ACCOUNT_UPDATE/ALGO_UPDATE");
    client.market("BTCUSDT", "BUY", "0.002", false, "mine");
    for (int i = 0; i < 3; i++) {
      assertThat(query.next()).isEqualTo(path.next());
    }
    assertThat(some.next().path("e").asString()).isEqualTo("ACCOUNT_UPDATE");
    assertThat(some.waiting()).isZero();
  }

  @Test
  void endedKey_isSaid_andTheSocketStaysOpenAndSilent() throws Exception {
    client.control("POST", "/paper/advance?ticks=4");
    var socket = client.socket("/private/ws/" + listenKey());
    client.send("DELETE", "/fapi/v1/listenKey", "");
    assertThat(socket.next().path("e").asString()).isEqualTo("listenKeyExpired");
    var fresh = client.socket("/private/ws/" + listenKey());
    client.market("BTCUSDT", "BUY", "0.002", false, "mine");
    fresh.next(event -> event.path("o").path("X").asString().equals("FILLED"));
    assertThat(socket.waiting()).isZero();
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void key_livesAnHourAfterItsLastPostOrPut_andItsEndIsSaid() throws Exception {
    AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    Map<String, String> env = PaperRig.environment(folder.resolve("hour"));
    try (PaperServer server = PaperServer.start(PaperRig.settings(env), clock::get);
        PaperClient hour = new PaperClient(server.port())) {
      JsonNode key = json(hour.send("POST", "/fapi/v1/listenKey", ""));
      var socket = hour.socket("/private/ws/" + key.path("listenKey").asString());
      for (String method : new String[] {"POST", "PUT"}) {
        clock.addAndGet(3_599_000);
        assertThat(json(hour.send(method, "/fapi/v1/listenKey", ""))).isEqualTo(key);
      }
      clock.addAndGet(3_600_000);
      assertThat(code(hour.send("PUT", "/fapi/v1/listenKey", ""))).isEqualTo(-1125);
      JsonNode expired = socket.next();
      assertThat(expired.path("e").asString()).isEqualTo("listenKeyExpired");
      assertThat(expired.path("listenKey")).isEqualTo(key.path("listenKey"));
      assertThat(socket.isOpen()).isTrue();
      assertThat(hour.send("POST", "/fapi/v1/listenKey", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void runningReplay_endsAtTheLastPrice_andRepeatsIt() throws Exception {
    var socket = client.socket("/market/ws/btcusdt@markPrice@1s");
    client.control("POST", "/paper/speed?x=1000000");
    JsonNode last = socket.next(event -> event.path("p").asString().equals("95480.00000000"));
    assertThat(last.path("E").asLong()).isEqualTo(PaperRig.START + 179_999);
    assertThat(socket.next()).isEqualTo(last);
    JsonNode status = client.get("/paper/status");
    assertThat(status.path("finished").asBoolean()).isTrue();
    assertThat(status.path("ticksDone")).isEqualTo(status.path("ticksTotal"));
  }

  @Test
  void droppedSocket_breaksWithoutFarewell() throws Exception {
    var socket = client.socket("/market/ws/btcusdt@markPrice@1s");
    client.fault("{\"path\":\"WS /market\",\"kind\":\"ws_drop\"}");
    assertThat(socket.closed()).isIn(-1, 1006);
  }

  @Test
  void silentSocket_staysOpenAndSpeaksAgain() throws Exception {
    var socket = client.socket("/market/ws/btcusdt@markPrice@1s");
    client.fault("{\"path\":\"WS /market\",\"kind\":\"ws_silence\",\"millis\":600000}");
    client.control("POST", "/paper/advance?ticks=1");
    client.control("DELETE", "/paper/faults");
    client.control("POST", "/paper/advance?ticks=1");
    assertThat(socket.next().path("p").asString()).isEqualTo("95510.00000000");
  }

  private String listenKey() throws Exception {
    return json(client.send("POST", "/fapi/v1/listenKey", "")).path("listenKey").asString();
  }

  private static JsonNode parse(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static JsonNode example(String name) {
    return fixture("binance_connector_usds_futures_examples.json")
        .path("websocket_streams/test_market_api_ws_streams.py")
        .path(name);
  }

  private static JsonNode fixture(String name) {
    return JsonMapper.shared().readTree(SharedFolder.file("venue-fixtures/" + name).toFile());
  }
}

package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control API: pace, hand-made prices, faults, the record of orders. */
class ControlTest {
  private static final String ORDER = "\"path\":\"POST /fapi/v1/order\"";

  @TempDir Path folder;

  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws Exception {
    rig = PaperRig.start(folder);
    client = rig.client;
    client.control("POST", "/paper/advance?bars=1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void advance_byTicksAndBars_reachesTheEnd() throws Exception {
    JsonNode tick = client.control("POST", "/paper/advance");
    assertThat(tick.path("symbol").asString()).isEqualTo("BTCUSDT");
    assertThat(tick.path("time").asLong()).isEqualTo(PaperRig.START + 60_000);
    JsonNode bar = client.control("POST", "/paper/advance?bars=1");
    assertThat(bar.path("ticks").asInt()).isEqualTo(7);
    assertThat(bar.path("finished").asBoolean(true)).isFalse();
    JsonNode end = client.control("POST", "/paper/advance?bars=10");
    assertThat(end.path("finished").asBoolean()).isTrue();
    JsonNode after = client.control("POST", "/paper/advance");
    assertThat(after.path("ticks").asInt()).isZero();
    assertThat(after.path("symbol").isNull()).isTrue();
  }

  @Test
  void priceMadeByHand_isTradedAt_andKeepsItsTime() throws Exception {
    client.control("POST", "/paper/price?symbol=RIVERUSDT&price=12.32");
    client.market("RIVERUSDT", "BUY", "1.83", false, "e");
    JsonNode filled = client.signedGet("/fapi/v1/order", "symbol=RIVERUSDT&origClientOrderId=e");
    assertThat(filled.path("avgPrice").asString()).isEqualTo("12.32");
    JsonNode old = client.control("POST", "/paper/price?symbol=RIVERUSDT&price=11&time=1000");
    assertThat(old.path("time").asLong()).isEqualTo(1000);
    assertThat(client.get("/paper/status").path("time").asLong())
        .isEqualTo(PaperRig.START + 59_999);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/paper/advance?ticks=0",
        "/paper/advance?ticks=x",
        "/paper/advance?ticks=1&bars=1",
        "/paper/advance?ticks=1&fills=last",
        "/paper/advance?bars=1&fills=first",
        "/paper/speed",
        "/paper/speed?x=-1",
        "/paper/speed?x=NaN",
        "/paper/price?symbol=BTCUSDT&price=0",
        "/paper/price?symbol=NOPE&price=1",
        "/paper/price?price=1",
        "/paper/position?symbol=BTCUSDT&qty=abc",
        "/paper/position?symbol=BTCUSDT&qty=0"
      })
  void wrongControl_isExplained(String request) throws Exception {
    HttpResponse<String> response = client.send("POST", request, "");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("error").asString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{\"path\":\"/fapi/v1/order\",\"kind\":\"delay\"}",
        "{" + ORDER + ",\"kind\":\"explode\"}",
        "{" + ORDER + ",\"kind\":\"error_abc\"}",
        "{" + ORDER + ",\"kind\":\"delay\",\"times\":0}",
        "{" + ORDER + ",\"kind\":\"delay\",\"millis\":-1}",
        "{\"path\":\"WS /nothing\",\"kind\":\"ws_drop\"}"
      })
  void wrongFault_isExplained(String body) throws Exception {
    assertThat(client.send("POST", "/paper/faults", body).statusCode()).isEqualTo(400);
  }

  @Test
  void callsOfTheVenue_areCountedByEndpoint_alsoThoseThatAFaultKeepsAway() throws Exception {
    client.control("DELETE", "/paper/calls");
    client.market("BTCUSDT", "BUY", "0.002", false, "c1");
    client.fault("{" + ORDER + ",\"kind\":\"status_503_failed\"}");
    client.market("BTCUSDT", "BUY", "0.002", false, "c2");
    query("c1");
    assertThat(client.get("/paper/calls").toString())
        .isEqualTo("{\"GET /fapi/v1/order\":1,\"POST /fapi/v1/order\":2}");
    assertThat(client.control("DELETE", "/paper/calls").toString()).isEqualTo("{}");
  }

  @Test
  void dropAfterAccept_cutsTheConnection_butTheOrderIsThere() throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"drop_after_accept\"}");
    assertThatThrownBy(() -> client.market("BTCUSDT", "BUY", "0.002", false, "d1"))
        .isInstanceOf(IOException.class);
    assertThat(query("d1").path("status").asString()).isEqualTo("FILLED");
    JsonNode received = client.get("/paper/orders");
    assertThat(received).hasSize(1);
    assertThat(received.get(0).path("fault").asString()).isEqualTo("drop_after_accept");
    assertThat(received.get(0).path("outcome").asString()).isEqualTo("FILLED");
  }

  @Test
  void dropBeforeAccept_cutsTheConnection_andThereIsNoOrder() throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"drop_before_accept\"}");
    assertThatThrownBy(() -> client.market("BTCUSDT", "BUY", "0.002", false, "d2"))
        .isInstanceOf(IOException.class);
    assertThat(query("d2").path("code").asInt()).isEqualTo(-2013);
    JsonNode received = client.get("/paper/orders");
    assertThat(received).hasSize(1);
    assertThat(received.get(0).path("outcome").asString()).isEqualTo("LOST");
  }

  @ParameterizedTest
  @CsvSource({
    "status_503_unknown, 503, true",
    "status_503_failed, 503, false",
    "status_429, 429, false",
    "status_418, 418, false",
    "error_-1007, 408, true",
    "error_-1006, 400, true",
    "error_-1008, 503, false",
    "error_-1021, 400, false",
    "error_-4164, 400, false",
    "html_502, 502, false",
    "truncated, 200, true"
  })
  void fault_isShownOnce_andTheOrderIsThereOrNot(String kind, int status, boolean placed)
      throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"" + kind + "\"}");
    HttpResponse<String> faulty = client.market("BTCUSDT", "BUY", "0.002", false, "f1");
    assertThat(faulty.statusCode()).isEqualTo(status);
    if (kind.startsWith("error_")) {
      assertThat(code(faulty)).isEqualTo(Integer.parseInt(kind.substring(6)));
    }
    if (status == 429 || status == 418) {
      assertThat(faulty.headers().firstValue("Retry-After")).isPresent();
    }
    assertThat(query("f1").has("orderId")).isEqualTo(placed);
    HttpResponse<String> next = client.market("BTCUSDT", "BUY", "0.002", false, "f2");
    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(json(next).path("status").asString()).isEqualTo("FILLED");
  }

  @Test
  void unknownOutcome_mayAlsoHaveFailed() throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"error_-1007\",\"accept\":false}");
    assertThat(code(client.market("BTCUSDT", "BUY", "0.002", false, "u1"))).isEqualTo(-1007);
    assertThat(query("u1").path("code").asInt()).isEqualTo(-2013);
  }

  @Test
  void partialFill_fillsAFractionAndExpires() throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"partial_fill\",\"fraction\":\"0.25\"}");
    JsonNode order = json(client.market("BTCUSDT", "BUY", "0.010", false, "p1"));
    assertThat(order.path("status").asString()).isEqualTo("EXPIRED");
    assertThat(order.path("executedQty").asString()).isEqualTo("0.002");
  }

  @Test
  void delay_isWaitedFor() throws Exception {
    client.fault("{" + ORDER + ",\"kind\":\"delay\",\"millis\":300}");
    long before = System.nanoTime();
    client.market("BTCUSDT", "BUY", "0.002", false, "w1");
    assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThanOrEqualTo(300);
  }

  @Test
  void faults_hitTheirPathOnly_asOftenAsAsked_untilCleared() throws Exception {
    client.fault(
        "{\"path\":\"GET /fapi/v1/premiumIndex\",\"kind\":\"status_503_failed\",\"times\":2}");
    assertThat(client.send("GET", "/fapi/v1/time", "").statusCode()).isEqualTo(200);
    String path = "/fapi/v1/premiumIndex?symbol=BTCUSDT";
    assertThat(client.send("GET", path, "").statusCode()).isEqualTo(503);
    assertThat(client.get("/paper/faults")).hasSize(1);
    assertThat(client.control("DELETE", "/paper/faults")).isEmpty();
    assertThat(client.send("GET", path, "").statusCode()).isEqualTo(200);
  }

  @Test
  void oddFields_areShownInTheRowsOfItsSymbol_theOthersAreTrue() throws Exception {
    client.control("POST", "/paper/price?symbol=RIVERUSDT&price=12");
    client.market("BTCUSDT", "BUY", "0.010", false, "o1");
    client.market("RIVERUSDT", "BUY", "1", false, "o2");
    String path = "\"path\":\"GET /fapi/v3/positionRisk\",\"kind\":\"odd_fields\"";
    client.fault("{" + path + ",\"symbol\":\"BTCUSDT\",\"fields\":{\"entryPrice\":\"0.0\"}}");
    JsonNode rows = json(client.signed("GET", "/fapi/v3/positionRisk", ""));
    assertThat(rows)
        .anySatisfy(row -> assertThat(row.path("entryPrice").asString()).isEqualTo("0.0"))
        .anySatisfy(row -> assertThat(row.path("entryPrice").asString()).isNotEqualTo("0.0"));
    client.fault("{" + path + ",\"fields\":{\"positionAmt\":null}}");
    assertThat(json(client.signed("GET", "/fapi/v3/positionRisk", "")))
        .hasSize(2)
        .noneMatch(row -> row.has("positionAmt"));
  }

  @Test
  void account_addsUp() throws Exception {
    client.market("BTCUSDT", "BUY", "0.010", false, "a1");
    client.control("POST", "/paper/advance?bars=1");
    client.market("BTCUSDT", "SELL", "0.010", true, "a2");
    JsonNode account = client.get("/paper/account");
    BigDecimal balance =
        new BigDecimal("100000")
            .add(decimal(account, "realizedPnl"))
            .subtract(decimal(account, "commission"));
    assertThat(decimal(account, "balance")).isEqualByComparingTo(balance);
    assertThat(account.path("positions")).isEmpty();
    assertThat(account.path("trades")).hasSize(2);
  }

  @Test
  void lowRateLimits_areEnforced() throws Exception {
    try (PaperRig strict =
        PaperRig.start(folder.resolve("strict"), "PAPER_RATE_LIMITS", "1000,2,2")) {
      strict.client.control("POST", "/paper/advance?bars=1");
      int last = 200;
      // windows are those of the wall clock: one of four in a row is over two, wherever they fall
      for (int i = 0; i < 6 && last == 200; i++) {
        last = strict.client.market("BTCUSDT", "BUY", "0.002", false, "r" + i).statusCode();
      }
      assertThat(last).isEqualTo(429);
    }
  }

  private JsonNode query(String clientId) throws Exception {
    HttpResponse<String> response =
        client.signed("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=" + clientId);
    return JsonMapper.shared().readTree(response.body());
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    return new BigDecimal(node.path(field).asString());
  }
}

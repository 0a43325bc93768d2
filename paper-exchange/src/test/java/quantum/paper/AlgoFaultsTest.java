package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What goes wrong with resting orders at the venue, made to order. */
class AlgoFaultsTest {
  private static final String POST = "\"path\":\"POST /fapi/v1/algoOrder\"";
  private static final String DELETE = "\"path\":\"DELETE /fapi/v1/algoOrder\"";
  private static final String RISK = "/fapi/v3/positionRisk";
  private static final String TRADES = "/fapi/v1/userTrades";

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
  void triggerHang_leavesItTriggering_withoutAChild_thePositionOpen() throws Exception {
    buy();
    stop("hangs", "95400");
    assertThat(client.fault("{\"kind\":\"algo_trigger_hang\"}"))
        .extracting(JsonNode::asString)
        .containsExactly("algo_trigger_hang 1");
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95300");
    assertThat(client.get("/paper/faults")).as("it was for one").isEmpty();
    JsonNode algo = client.signedGet("/fapi/v1/algoOrder", "clientAlgoId=hangs");
    assertThat(algo.path("algoStatus").asString()).isEqualTo("TRIGGERING");
    assertThat(algo.path("actualOrderId").asString("?")).isEmpty();
    assertThat(client.signedGet(RISK, "")).hasSize(1);
    assertThat(code(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=hangs")))
        .isEqualTo(-2011);
    assertThat(code(stop("next", "95200"))).isZero();
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95100");
    assertThat(client.signedGet(RISK, "")).isEmpty();
  }

  @Test
  void triggerHang_isTakenBackWithTheOthers() throws Exception {
    buy();
    stop("fires", "95400");
    client.fault("{\"kind\":\"algo_trigger_hang\",\"times\":5}");
    assertThat(client.control("DELETE", "/paper/faults")).isEmpty();
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95300");
    assertThat(client.signedGet(RISK, "")).isEmpty();
  }

  @Test
  void getLag_hidesAnAcceptedOrder_fromBothQueries_forAWhile() throws Exception {
    client.fault("{\"kind\":\"algo_get_lag\",\"millis\":600000}");
    stop("hidden", "95400");
    assertThat(code(get("hidden"))).isEqualTo(-2013);
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "symbol=BTCUSDT")).isEmpty();
    assertThat(client.get("/paper/algos")).hasSize(1);
    client.fault("{\"kind\":\"algo_get_lag\",\"millis\":400}");
    await(() -> code(get("hidden")) == 0);
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "")).hasSize(1);
    client.fault("{" + DELETE + ",\"kind\":\"algo_get_lag\",\"millis\":600000}");
    assertThat(code(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=hidden")))
        .isEqualTo(-2011);
    client.control("DELETE", "/paper/faults");
    assertThat(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=hidden").statusCode())
        .isEqualTo(200);
  }

  @Test
  void stalePositions_areThoseOfAWhileAgo() throws Exception {
    client.fault("{\"path\":\"GET /fapi/v3/positionRisk\",\"kind\":\"stale\",\"millis\":600000}");
    buy();
    assertThat(client.signedGet(RISK, "symbol=BTCUSDT")).isEmpty();
    client.fault("{\"path\":\"GET /fapi/v3/positionRisk\",\"kind\":\"stale\",\"millis\":400}");
    await(() -> client.signedGet(RISK, "").size() == 1);
    client.market("BTCUSDT", "SELL", "0.010", true, "exit");
    assertThat(client.signedGet(RISK, "")).as("it looks open a while longer").hasSize(1);
    await(() -> client.signedGet(RISK, "").isEmpty());
    client.fault("{\"path\":\"GET /fapi/v3/positionRisk\",\"kind\":\"stale\",\"millis\":0}");
    assertThat(client.get("/paper/faults")).isEmpty();
  }

  @Test
  void staleTrades_areThoseOfAWhileAgo() throws Exception {
    client.fault("{\"path\":\"GET /fapi/v1/userTrades\",\"kind\":\"stale\",\"millis\":600000}");
    buy();
    assertThat(client.signedGet(TRADES, "symbol=BTCUSDT")).isEmpty();
    assertThat(client.get("/paper/faults").get(0).asString())
        .isEqualTo("GET /fapi/v1/userTrades stale 600000 ms");
    client.control("DELETE", "/paper/faults");
    assertThat(client.signedGet(TRADES, "symbol=BTCUSDT")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "error_-4509, 400, false",
    "error_-4130, 400, false",
    "error_-2021, 400, false",
    "error_-1007, 408, true",
    "status_503_failed, 503, false",
    "status_503_unknown, 503, true",
    "truncated, 200, true"
  })
  void placement_isRefusedAsChosen_andTheOrderIsThereOrNot(String kind, int status, boolean there)
      throws Exception {
    client.fault("{" + POST + ",\"kind\":\"" + kind + "\"}");
    HttpResponse<String> faulty = stop("f", "95400");
    assertThat(faulty.statusCode()).isEqualTo(status);
    if (kind.startsWith("error_")) {
      assertThat(code(faulty)).isEqualTo(Integer.parseInt(kind.substring(6)));
    }
    assertThat(code(get("f")) == 0).isEqualTo(there);
    assertThat(code(stop("next", "95300"))).isZero();
  }

  @Test
  void droppedPlacement_isThereOrNot() throws Exception {
    client.fault("{" + POST + ",\"kind\":\"drop_before_accept\"}");
    assertThatThrownBy(() -> stop("lost", "95400")).isInstanceOf(IOException.class);
    assertThat(code(get("lost"))).isEqualTo(-2013);
    client.fault("{" + POST + ",\"kind\":\"drop_after_accept\"}");
    assertThatThrownBy(() -> stop("there", "95400")).isInstanceOf(IOException.class);
    assertThat(json(get("there")).path("algoStatus").asString()).isEqualTo("NEW");
  }

  @Test
  void droppedCancel_tookEffectOrNot() throws Exception {
    stop("s", "95400");
    client.fault("{" + DELETE + ",\"kind\":\"drop_before_accept\"}");
    assertThatThrownBy(() -> client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=s"))
        .isInstanceOf(IOException.class);
    assertThat(json(get("s")).path("algoStatus").asString()).isEqualTo("NEW");
    client.fault("{" + DELETE + ",\"kind\":\"drop_after_accept\"}");
    assertThatThrownBy(() -> client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=s"))
        .isInstanceOf(IOException.class);
    assertThat(json(get("s")).path("algoStatus").asString()).isEqualTo("CANCELED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"stale\",\"millis\":5}",
        "{\"path\":\"GET /fapi/v1/time\",\"kind\":\"stale\",\"millis\":5}",
        "{\"path\":\"GET /fapi/v1/userTrades\",\"kind\":\"algo_get_lag\",\"millis\":5}",
        "{\"kind\":\"algo_get_lag\",\"millis\":-5}",
        "{\"kind\":\"algo_trigger_hang\",\"times\":-1}"
      })
  void wrongFault_isExplained(String body) throws Exception {
    HttpResponse<String> response = client.send("POST", "/paper/faults", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("error").asString()).isNotBlank();
  }

  private void buy() throws Exception {
    assertThat(client.market("BTCUSDT", "BUY", "0.010", false, "entry").statusCode())
        .isEqualTo(200);
  }

  private HttpResponse<String> stop(String id, String trigger) throws Exception {
    return client.signed(
        "POST",
        "/fapi/v1/algoOrder",
        ("algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010"
                + "&reduceOnly=true&clientAlgoId=%s&triggerPrice=%s")
            .formatted(id, trigger));
  }

  private HttpResponse<String> get(String id) throws Exception {
    return client.signed("GET", "/fapi/v1/algoOrder", "clientAlgoId=" + id);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
    }
  }
}

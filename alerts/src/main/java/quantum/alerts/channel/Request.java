package quantum.alerts.channel;

import java.net.URI;
import java.util.Map;

/**
 * A POST, or a GET where there is nothing to say. Its address may hold a secret, so it is printed
 * nowhere.
 *
 * @param headers besides Content-Type, which is application/json
 * @param json the body; "" for a GET
 */
public record Request(URI address, Map<String, String> headers, String json) {
  public Request {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "Request[" + json.length() + " characters]";
  }
}

import { processPort } from '#main/ipc/process-port.ts';
import { runEcho } from './port-echo.ts';

runEcho(processPort(process));
